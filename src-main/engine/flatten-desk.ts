import type { FlattenReport, KillRecord } from "../contract/kill.ts";
import { flatten, flattenTargets, type FlattenWorld } from "./flatten.ts";
import type { Recorder } from "./recorder.ts";
import type { Position } from "../domain/position.ts";

export interface FlattenDesk {
  /** Starts closing what this kill reaches, after any flatten that is under way. */
  begin(kill: KillRecord): void;
  /** The gateway answers: a flatten that waits for it goes on. */
  gatewayIsBack(): void;
  /** Calls off the flattens of these kills; what is under way ends after the answer it waits for. */
  callOff(killIds: readonly string[]): void;
  stop(): void;
  readonly report: FlattenReport | null;
}

type FlattenPorts = Omit<FlattenWorld, "onReport" | "untilBack" | "cancelled"> & {
  readonly recorder: Recorder;
  /** The positions of the last truth, for saying what will be closed before it is. */
  knownPositions(): readonly Position[];
  onReport(report: FlattenReport): void;
  onEnd(): void;
};

/** Runs flattens one after another and keeps the record of each. */
export function createFlattenDesk(ports: FlattenPorts): FlattenDesk {
  const calledOff = new Set<string>();
  let report: FlattenReport | null = null;
  let stopped = false;
  let wake: (() => void) | null = null;
  let line: Promise<void> = Promise.resolve();

  const onReport = (next: FlattenReport): void => {
    report = next;
    ports.onReport(next);
  };

  const run = async (kill: KillRecord): Promise<void> => {
    const isOff = (): boolean => stopped || calledOff.has(kill.id);
    if (isOff()) return;
    const preview = flattenTargets(kill, ports.knownPositions(), ports.magicNumber);
    void ports.recorder.record({
      kind: "FLATTEN_STARTED",
      body: { killId: kill.id, tickets: preview.close.map((position) => position.ticket), leftForeign: preview.leave.length },
    });
    const ended = await flatten({ ...ports, onReport, cancelled: isOff, untilBack: () => untilBack(isOff) }, kill);
    // A flatten that the end of the process cut short is not over: the next start takes it up again.
    if (!stopped) await ports.recorder.record({ kind: "FLATTEN_ENDED", body: endedBody(ended) });
    ports.onEnd();
  };

  const untilBack = async (isOff: () => boolean): Promise<boolean> => {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    return !isOff();
  };

  const wakeUp = (): void => {
    wake?.();
    wake = null;
  };

  return {
    begin: (kill) => {
      line = line.then(() => run(kill));
    },
    gatewayIsBack: wakeUp,
    callOff: (killIds) => {
      for (const id of killIds) calledOff.add(id);
      wakeUp();
    },
    stop: () => {
      stopped = true;
      wakeUp();
    },
    get report() {
      return report;
    },
  };
}

function endedBody(report: FlattenReport): {
  killId: string;
  status: "done" | "incomplete";
  closed: number[];
  alreadyClosed: number[];
  stillOpen: { ticket: number; why: string }[];
} {
  const ticketsOf = (status: string): number[] => report.items.filter((item) => item.status === status).map((item) => item.ticket);
  const settled = new Set([...ticketsOf("closed"), ...ticketsOf("already-closed")]);
  return {
    killId: report.killId,
    status: report.status === "done" ? "done" : "incomplete",
    closed: ticketsOf("closed"),
    alreadyClosed: ticketsOf("already-closed"),
    stillOpen: report.items.filter((item) => !settled.has(item.ticket)).map(({ ticket, why }) => ({ ticket, why: why ?? report.note ?? "not closed yet" })),
  };
}
