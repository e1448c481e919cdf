import type { RecordsSummary } from "../../src-main/contract/records.ts";
import type { Change, Snapshot, TopicValues } from "../../src-main/contract/api.ts";
import type { Clock } from "../../src-main/engine/ports.ts";
import { createDispatcher, type Dispatcher, done, type Handlers } from "../../src-main/serve/dispatcher.ts";
import type { Feed } from "../../src-main/serve/feed.ts";
import type { ServeLog } from "../../src-main/serve/serve-log.ts";
import { emptyReport } from "../support/recovery-report.ts";

export const machineClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is told to go on. */
export function handClock(): Clock & { advance(ms: number): void } {
  let nowMs = 0;
  let timers: { atMs: number; run: () => void }[] = [];
  return {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    after: (delayMs, run) => {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance: (ms) => {
      const endMs = nowMs + ms;
      for (;;) {
        const due = timers.filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
        if (!due) break;
        timers = timers.filter((each) => each !== due);
        nowMs = due.atMs;
        due.run();
      }
      nowMs = endMs;
    },
  };
}

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

export function listLog(): ServeLog & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine["level"]) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

export const topics: TopicValues = {
  overview: {
    version: "0.0.0",
    environment: "SIMULATED",
    environmentAssumed: false,
    endpoint: "127.0.0.1:5555",
    gatewayKind: "v4.3",
    capabilities: [],
    magicNumber: 202401,
    tradingState: "ARMED",
    sinceMs: 0,
    reasons: [],
    reduceOnly: null,
    strategyEndpoint: null,
    mayOpen: true,
    mayClose: true,
    link: "HEALTHY",
    truthAtMs: 0,
    truthIntervalMs: 5000,
    waitingDifferences: 0,
    startedAtMs: 0,
    autoRelease: true,
    journalEvents: 0,
    journalWhole: true,
  },
  heartbeat: {
    health: "HEALTHY",
    intervalMs: 5000,
    timeoutMs: 2000,
    sent: 0,
    answered: 0,
    successRate: null,
    missesInARow: 0,
    missesToFail: 3,
    lastMs: null,
    averageMs: null,
    minMs: null,
    maxMs: null,
    p50Ms: null,
    p99Ms: null,
    jitterMs: null,
    lastSuccessAtMs: null,
    lastFailureAtMs: null,
    samples: [],
  },
  account: null,
  sync: {
    number: 0,
    cause: null,
    running: false,
    outcome: null,
    tries: 0,
    triesAllowed: 3,
    startedAtMs: null,
    tookMs: null,
    lastCleanAtMs: null,
    steps: [],
    error: null,
  },
  differences: [],
  kill: { active: [], flatten: null },
  positions: { readAtMs: null, rows: [], totals: { count: 0, buyLots: 0, sellLots: 0, profit: 0 } },
  activity: [],
  orders: [],
  inDoubt: [],
  agents: [],
  recovery: null,
  risk: { rows: [], file: null, sha256: null, loadedAtMs: 0, onHardBreach: "trip", brokerUtcOffsetMinutes: null },
};

/** A feed whose only topic that ever changes is the activity: `text` becomes the entry's `kind`. */
export function fakeFeed(): Feed & { append(text: string): void; listeners(): number } {
  const listeners = new Set<(change: Change) => void>();
  const activity: TopicValues["activity"] = [];
  let revision = 0;
  return {
    revision: () => revision,
    listeners: () => listeners.size,
    snapshot: (): Snapshot => ({ accountId: "main", revision, nowMs: 0, topics: { ...topics, activity: [...activity] } }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    append: (text) => {
      revision += 1;
      const entry = { seq: revision, atMs: 0, kind: text, severity: "info" as const, body: {} };
      activity.push(entry);
      for (const listener of listeners) listener({ accountId: "main", revision, nowMs: 0, topic: "activity", change: [entry] });
    },
  };
}

const killRecord = { id: "k1", scope: { kind: "all" }, reason: "r", source: "console", flatten: false, includeForeign: false, atMs: 0, durable: true } as const;

const recordsSummary: RecordsSummary = { seq: 0, atMs: null, agents: [], alive: 0, dead: 0, trades: 0, openTrades: [], orphans: 0, profit: 0, supervisor: null, mastermind: null, lastSaveAtMs: null };

/** Handlers that answer the least their contract asks, each replaceable. */
export function fakeHandlers(feed: Feed, own: Partial<Handlers> = {}): Handlers {
  const { samples: _samples, ...heartbeat } = topics.heartbeat;
  return {
    snapshot: () => done(feed.snapshot()),
    status: () =>
      done({
        accountId: "main",
        state: "ARMED",
        link: "HEALTHY",
        truthAgeMs: 1,
        positions: 0,
        heartbeat,
        kill: null,
        kills: [],
        reasons: [],
        environment: "SIMULATED",
        endpoint: "127.0.0.1:5555",
      }),
    journalTail: ({ limit }) => done([{ seq: 1, atMs: 0, kind: `limit ${limit}`, severity: "info", body: {} }]),
    killPreview: () => done({ truthAtMs: null, close: [], leave: [] }),
    kills: () => done(topics.kill),
    settings: () => done([]),
    orders: () => done(topics.orders),
    order: () => done(null),
    inDoubt: () => done(topics.inDoubt),
    agents: () => done(topics.agents),
    risk: () => done(topics.risk),
    recovery: () => done(null),
    recoveryPlan: () => done(emptyReport),
    recover: () => done(emptyReport),
    applyCorrections: () => done(emptyReport),
    settleOrphan: () => done(emptyReport),
    confirmRecovery: () => done({ state: "ARMED" }),
    agentLives: () => done([]),
    agentDetail: () => done(null),
    valhalla: () => done({ heroes: [], totals: { heroes: 0, profit: 0, trades: 0 }, document: null }),
    pastRange: () => done(null),
    past: () => done(recordsSummary),
    branchRecord: () => done({ summary: recordsSummary }),
    takeSnapshot: () => done({ seq: 1, parts: 1 }),
    kill: ({ reason, scope }) => done({ kill: { ...killRecord, reason, scope }, flatten: null }),
    rearm: () => done({ armed: true, state: "ARMED", sync: topics.sync }),
    retry: () => done({ state: "ARMED", sync: topics.sync }),
    acceptDifferences: () => done({ state: "ARMED" }),
    resolveOrder: () => done({ accepted: true }),
    setReduceOnly: ({ on }) => done({ state: on ? "REDUCE_ONLY" : "ARMED" }),
    reloadLimits: () => done({ changed: [], risk: topics.risk }),
    startFreshJournal: () => done({ accepted: true }),
    saveSetting: () => done([]),
    ...own,
  };
}

export const fakeDispatcher = (feed: Feed, own: Partial<Handlers> = {}): Dispatcher =>
  createDispatcher({ handlers: fakeHandlers(feed, own), log: listLog(), checkOutput: true });
