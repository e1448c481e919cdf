const STORAGE_KEY = "holdfast.token";

/**
 * The token of this start of the engine: from the address (`#token=…`), else kept from an earlier load of this tab.
 * It is taken out of the address bar at once, so that it is neither read over a shoulder nor kept in the history.
 */
export function takeToken(): string | null {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ""));
  const token = fragment.get("token");
  if (token === null || token === "") return sessionStorage.getItem(STORAGE_KEY);
  sessionStorage.setItem(STORAGE_KEY, token);
  history.replaceState(null, "", `${location.pathname}${location.search}`);
  return token;
}

/** The engine did not take it: it belongs to an earlier start. */
export function forgetToken(): void {
  sessionStorage.removeItem(STORAGE_KEY);
}
