/** Words of the engine, the gateway or a person: shown as given, so in no language of ours. */
export function Given({ children }: { readonly children: string | number }) {
  return (
    <span className="given" lang="en" translate="no">
      {children}
    </span>
  );
}
