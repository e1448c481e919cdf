import { useClockText } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";

/** How long ago that was, as text that keeps itself up to date. */
export function useAge(atMs: number): string {
  const { format } = useReader();
  return useClockText((clock) => format.duration(clock.ageMs(atMs)));
}

/** An age, or any sentence about one. */
export function Age({ atMs, say }: { readonly atMs: number; readonly say?: (duration: string) => string }) {
  const duration = useAge(atMs);
  return <>{say === undefined ? duration : say(duration)}</>;
}

/** Date and time as the reader writes them, exact for machines. */
export function Moment({ atMs }: { readonly atMs: number }) {
  const { format } = useReader();
  const written = useClockText((clock) => format.time(atMs, clock.nowMs()));
  return <time dateTime={new Date(atMs).toISOString()}>{written}</time>;
}
