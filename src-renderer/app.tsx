import { useMemo } from "react";
import { Shell } from "./components/shell.tsx";
import type { Console } from "./store/hooks.ts";
import { ConsoleContext } from "./store/hooks.ts";
import { ReaderProvider } from "./text/reader.tsx";

/** The console over one connection and one store; whoever makes it opens and ends the connection. */
export function App({ connection, store, preferences }: Console) {
  const value = useMemo(() => ({ connection, store, preferences }), [connection, store, preferences]);
  return (
    <ConsoleContext value={value}>
      <ReaderProvider preferences={preferences}>
        <Shell />
      </ReaderProvider>
    </ConsoleContext>
  );
}
