import type { Alert, Cancel, Clock } from "../engine/ports.ts";

/** Looks at this process's memory now and then, and calls somebody once when it has grown past its limit. */
export interface MemoryWatch {
  stop(): void;
}

export interface MemoryWatchOptions {
  readonly clock: Clock;
  readonly limitBytes: number;
  /** Resident bytes of this process. */
  readonly residentBytes: () => number;
  readonly raise: (alert: Alert) => void;
}

const LOOK_EVERY_MS = 30_000;
/** It must fall by this share below the limit before it is worth another call. */
const RELIEF = 0.9;

export function watchMemory({ clock, limitBytes, residentBytes, raise }: MemoryWatchOptions): MemoryWatch {
  let isHigh = false;
  let cancel: Cancel = () => undefined;

  const look = (): void => {
    const bytes = residentBytes();
    if (bytes > limitBytes && !isHigh) {
      raise({ kind: "MEMORY_HIGH", severity: "warning", title: "Memory is past its limit", detail: `${megabytes(bytes)} of ${megabytes(limitBytes)} MB are in use`, atMs: clock.wallMs() });
    }
    isHigh = bytes > (isHigh ? limitBytes * RELIEF : limitBytes);
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  cancel = clock.after(LOOK_EVERY_MS, look);
  return { stop: () => cancel() };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1_000_000);
