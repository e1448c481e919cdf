/** Says whether a request comes from our own page or from a program on this machine, by its `Host` and `Origin`. */
export interface RequestGuard {
  /** Why the request is turned away, or `null` when it may pass. */
  refusal(headers: { readonly host?: string | undefined; readonly origin?: string | undefined }): string | null;
}

/**
 * A page on the web can make a browser send requests to loopback, under a name of its own that resolves here (DNS
 * rebinding) or straight across origins. Both show in headers that a page cannot forge: the first in `Host`, the second in
 * `Origin`. Programs other than browsers send no `Origin`.
 */
export function createRequestGuard(port: number): RequestGuard {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  const hosts = new Set(names.map((name) => `${name}:${port}`));
  // 80 is the one port that browsers leave out.
  if (port === 80) for (const name of names) hosts.add(name);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  return {
    refusal: ({ host, origin }) => {
      if (host === undefined || !hosts.has(host.toLowerCase())) return "this address is not ours";
      if (origin !== undefined && !origins.has(origin.toLowerCase())) return "requests from other sites are refused";
      return null;
    },
  };
}
