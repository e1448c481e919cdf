import type { FlattenReport, KillRecord, KillScope } from "../contract/kill.ts";
import { flatten, flattenTargets, type FlattenWorld } from "./flatten.ts";
import type { Recorder } from "./recorder.ts";
import { sameSymbol, type Position } from "../domain/position.ts";

export interface FlattenDesk {
  /** Starts closing what this kill reaches, at once. Narrower flattens that it covers are called off: it does their work. */
  begin(kill: KillRecord): void;
  /** The gateway answers: flattens that wait for it go on. */
  gatewayIsBack(): void;
  /** Calls off the flattens of these kills; what is under way ends after the answer it waits for. */
  callOff(killIds: readonly string[]): void;
  stop(): void;
  /** Of the flatten that was begun last. */
  readonly report: FlattenReport | null;
  /** Is any of them sending closes at this moment? One that waits for the gateway is not. */
  readonly isClosing: boolean;
}

type FlattenPorts = Omit<FlattenWorld, "onReport" | "untilBack" | "cancelled" | "calledOff"> & {
  readonly recorder: Recorder;
  /** The positions of the last truth, for saying what will be closed before it is. */
  knownPositions(): readonly Position[];
  onReport(report: FlattenReport): void;
  onEnd(): void;
};

/** One flatten under way, and the way to end it. */
interface Running {
  readonly kill: KillRecord;
  report: FlattenReport | null;
  isOff: boolean;
  readonly ending: AbortController;
}

/** Runs flattens side by side and keeps the record of each. */
export function createFlattenDesk(ports: FlattenPorts): FlattenDesk {
  const running = new Set<Running>();
  let latest: FlattenReport | null = null;
  let latestKillId: string | null = null;
  let stopped = false;
  let wakers: (() => void)[] = [];

  const onReport = (of: Running, report: FlattenReport): void => {
    of.report = report;
    if (report.killId !== latestKillId) return;
    latest = report;
    ports.onReport(report);
  };

  const run = async (kill: KillRecord): Promise<void> => {
    const mine: Running = { kill, report: null, isOff: false, ending: new AbortController() };
    running.add(mine);
    const preview = flattenTargets(kill, ports.knownPositions(), ports.magicNumber, ports.ownerOf);
    void ports.recorder.record({
      kind: "FLATTEN_STARTED",
      body: { killId: kill.id, tickets: preview.close.map((position) => position.ticket), leftForeign: preview.leave.length },
    });
    const isOff = (): boolean => stopped || mine.isOff;
    const ended = await flatten({ ...ports, calledOff: mine.ending.signal, onReport: (report) => onReport(mine, report), cancelled: isOff, untilBack: () => untilBack(mine, isOff) }, kill);
    running.delete(mine);
    // A flatten that the end of the process cut short is not over: the next start takes it up again.
    if (!stopped) await ports.recorder.record({ kind: "FLATTEN_ENDED", body: { ...endedBody(ended), ...(mine.isOff ? { calledOff: true } : {}) } });
    ports.onEnd();
  };

  const untilBack = async (mine: Running, isOff: () => boolean): Promise<boolean> => {
    await new Promise<void>((resolve) => {
      wakers.push(resolve);
      mine.ending.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return !isOff();
  };

  const callOff = (isMeant: (kill: KillRecord) => boolean): void => {
    for (const each of running) {
      if (!isMeant(each.kill)) continue;
      each.isOff = true;
      each.ending.abort();
    }
  };

  return {
    begin: (kill) => {
      if (stopped) return;
      callOff((other) => covers(kill, other));
      latestKillId = kill.id;
      void run(kill);
    },
    gatewayIsBack: () => {
      const waiting = wakers;
      wakers = [];
      for (const wake of waiting) wake();
    },
    callOff: (killIds) => callOff((kill) => killIds.includes(kill.id)),
    stop: () => {
      stopped = true;
      for (const each of running) each.ending.abort();
    },
    get report() {
      return latest;
    },
    get isClosing() {
      return [...running].some((each) => each.report === null || each.report.status === "running");
    },
  };
}

/** Does the wider kill reach everything that the other reaches? */
function covers(wider: KillRecord, other: KillRecord): boolean {
  return isScopeWithin(other.scope, wider.scope) && (wider.includeForeign || !other.includeForeign);
}

function isScopeWithin(inner: KillScope, outer: KillScope): boolean {
  if (outer.kind === "all") return true;
  if (outer.kind === "symbol") return inner.kind === "symbol" && sameSymbol(outer.symbol, inner.symbol);
  return inner.kind === "agent" && inner.agentId === outer.agentId;
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
