import type { Environment, HaltReason, LinkHealth, TradingState, TripReason } from "../../contract/trading-state.ts";

/** Everything the desktop itself says: tray, notifications, dialogs. The console has its own texts. */
export interface DesktopText {
  readonly language: "en" | "zh-CN";
  readonly state: Readonly<Record<TradingState, string>>;
  /** What the state means for an order, in a few words. */
  readonly meaning: Readonly<Record<TradingState, string>>;
  readonly environment: Readonly<Record<Environment, string>>;
  readonly link: Readonly<Record<LinkHealth, string>>;
  readonly reason: Readonly<Record<TripReason | HaltReason, string>>;
  /** Titles of the alerts that `engine/alert-policy.ts` raises, by kind; a kind not listed keeps its own words. */
  readonly alert: Readonly<Partial<Record<string, string>>>;
  readonly starting: string;
  readonly stopping: string;
  readonly truthRead: (clockTime: string) => string;
  readonly noTruth: string;
  readonly open: string;
  readonly quit: string;
  readonly kill: string;
  readonly killAgain: string;
  readonly killBlock: string;
  readonly killFlatten: string;
  readonly killAgent: string;
  readonly killSymbol: string;
  readonly moreOnConsole: (count: number) => string;
  readonly reduceOnly: string;
  readonly reduceOnlyAgain: string;
  readonly reduceOnlyBegin: string;
  readonly reduceOnlyEnd: string;
  readonly reduceOnlyFailed: string;
  readonly inDoubt: string;
  readonly inDoubtCount: (count: number) => string;
  readonly shortcutTaken: (keys: string) => string;
  readonly shortcutTakenDetail: string;
  readonly pressAgain: (keys: string) => string;
  readonly pressAgainDetail: string;
  readonly stillRunning: string;
  readonly stillRunningDetail: string;
  readonly consoleFailing: string;
  readonly consoleFailingDetail: string;
  readonly moreAlerts: (count: number) => string;
  readonly startFailed: string;
}

const english: DesktopText = {
  language: "en",
  state: {
    STARTING: "STARTING",
    SYNCING: "SYNCING",
    HALTED: "HALTED",
    REVIEW: "REVIEW",
    ARMED: "ARMED",
    REDUCE_ONLY: "REDUCE ONLY",
    TRIPPED: "TRIPPED",
    KILLED: "KILLED",
  },
  meaning: {
    STARTING: "No orders yet",
    SYNCING: "Reading the truth; no orders",
    HALTED: "No orders until the truth is known",
    REVIEW: "Differences wait for a decision",
    ARMED: "Orders may pass",
    REDUCE_ONLY: "Nothing new is opened; closing works",
    TRIPPED: "No new orders; closing works",
    KILLED: "Stopped until it is re-armed",
  },
  environment: { SIMULATED: "SIMULATED", DEMO: "DEMO", LIVE: "LIVE" },
  link: { UNKNOWN: "Link not yet measured", HEALTHY: "Link healthy", DEGRADED: "Link slow", FAILED: "Link failed" },
  reason: {
    HEARTBEAT_FAILURE: "The gateway does not answer",
    LOOP_LAG: "This machine was too busy to watch",
    CLOCK_JUMP: "The clock was changed",
    SLEEP: "The machine was asleep",
    SYNC_FAILED: "The truth could not be read",
    GATEWAY_CHANGED: "Another gateway answers",
    RISK_LIMIT: "A risk limit was broken",
    AUTOTRADING_OFF: "Autotrading is off in the terminal",
    DRIFT: "What the venue holds and what is on record keep differing",
    SYSTEM_HALT: "The startup sync failed",
    UNSAFE_GATEWAY: "This gateway must not be used",
    JOURNAL_DAMAGED: "The journal is damaged",
    JOURNAL_UNWRITABLE: "The journal cannot be written",
  },
  alert: {},
  starting: "Starting",
  stopping: "Finishing the journal",
  truthRead: (clockTime) => `Truth read at ${clockTime}`,
  noTruth: "No truth read yet",
  open: "Open Holdfast",
  quit: "Quit Holdfast",
  kill: "Kill switch",
  killAgain: "Kill switch (in force)",
  killBlock: "Kill now: block every order",
  killFlatten: "Kill and flatten: also close our positions",
  killAgent: "Stop one agent",
  killSymbol: "Stop one symbol",
  moreOnConsole: (count) => `${count} more on the console`,
  reduceOnly: "Reduce only",
  reduceOnlyAgain: "Reduce only (set)",
  reduceOnlyBegin: "Open nothing new from now on; closing works",
  reduceOnlyEnd: "End it: new orders may pass again",
  reduceOnlyFailed: "Reduce only was not changed",
  inDoubt: "Orders are in doubt; see the console",
  inDoubtCount: (count) => (count === 1 ? "1 order in doubt" : `${count} orders in doubt`),
  shortcutTaken: (keys) => `${keys} is not available`,
  shortcutTakenDetail: "Another program holds it. The kill switch works from here and from the console.",
  pressAgain: (keys) => `Press ${keys} again to kill`,
  pressAgainDetail: "Within 2 seconds, every order is blocked.",
  stillRunning: "Holdfast keeps watching",
  stillRunningDetail: "The console is closed, the engine is not. Open or quit it from the tray.",
  consoleFailing: "The console keeps failing",
  consoleFailingDetail: "The engine is not touched by this. The kill switch works from the tray.",
  moreAlerts: (count) => `${count} more alerts`,
  startFailed: "Holdfast could not start",
};

const simplifiedChinese: DesktopText = {
  language: "zh-CN",
  state: {
    STARTING: "启动中",
    SYNCING: "同步中",
    HALTED: "已停机",
    REVIEW: "待复核",
    ARMED: "已就绪",
    REDUCE_ONLY: "只减仓",
    TRIPPED: "已熔断",
    KILLED: "已急停",
  },
  meaning: {
    STARTING: "暂不放行订单",
    SYNCING: "正在读取真实状态，不放行订单",
    HALTED: "真实状态确认前不放行订单",
    REVIEW: "有差异等待人工决定",
    ARMED: "订单可以通过",
    REDUCE_ONLY: "不开新仓，可以平仓",
    TRIPPED: "禁止开新仓，可以平仓",
    KILLED: "重新启用前一律停止",
  },
  environment: { SIMULATED: "模拟 SIMULATED", DEMO: "演示 DEMO", LIVE: "实盘 LIVE" },
  link: { UNKNOWN: "链路尚未测量", HEALTHY: "链路正常", DEGRADED: "链路缓慢", FAILED: "链路中断" },
  reason: {
    HEARTBEAT_FAILURE: "网关没有应答",
    LOOP_LAG: "本机过于繁忙，无法监视",
    CLOCK_JUMP: "系统时钟被改动",
    SLEEP: "本机曾进入睡眠",
    SYNC_FAILED: "无法读取真实状态",
    GATEWAY_CHANGED: "应答的是另一个网关",
    RISK_LIMIT: "突破了风险限额",
    AUTOTRADING_OFF: "终端已关闭自动交易",
    DRIFT: "券商持仓与记录反复不一致",
    SYSTEM_HALT: "启动同步失败",
    UNSAFE_GATEWAY: "不可使用此网关",
    JOURNAL_DAMAGED: "日志已损坏",
    JOURNAL_UNWRITABLE: "日志无法写入",
  },
  alert: {
    TRIPPED: "交易已停止：熔断器动作",
    KILLED: "急停已生效",
    FLATTEN_DONE: "平仓完成",
    FLATTEN_INCOMPLETE: "平仓后仍有持仓未平",
    HALTED: "Holdfast 已停机：不会有任何交易",
    REVIEW: "有差异等待人工决定",
    UNCLEAN_EXIT: "上次运行未正常结束",
    ARMED: "已就绪：订单可以通过",
    ORDER_IN_DOUBT: "有订单结果未知",
    ORDER_WANTS_DECISION: "存疑订单需要人工决定",
    RISK_WARNING: "接近风险限额",
    GATEWAY_SILENT: "网关已有 10 秒没有应答",
    SYNC_FAILING: "同步已连续两次失败",
    SYNC_SLOW: "同步耗时过长",
    DIFFERENCES_FOUND: "券商、记录与智能体之间存在差异",
    MEMORY_HIGH: "内存占用超过上限",
    PAST_CHANGED: "日志的过往记录被改动",
  },
  starting: "正在启动",
  stopping: "正在写完日志",
  truthRead: (clockTime) => `真实状态读取于 ${clockTime}`,
  noTruth: "尚未读取真实状态",
  open: "打开 Holdfast",
  quit: "退出 Holdfast",
  kill: "急停开关",
  killAgain: "急停开关（已生效）",
  killBlock: "立即急停：阻止所有订单",
  killFlatten: "急停并平仓：同时平掉我方持仓",
  killAgent: "停止一个策略",
  killSymbol: "停止一个品种",
  moreOnConsole: (count) => `其余 ${count} 个见控制台`,
  reduceOnly: "只减仓",
  reduceOnlyAgain: "只减仓（已设置）",
  reduceOnlyBegin: "从现在起不开新仓，可以平仓",
  reduceOnlyEnd: "结束只减仓：恢复放行新订单",
  reduceOnlyFailed: "只减仓设置未更改",
  inDoubt: "有订单存疑，请查看控制台",
  inDoubtCount: (count) => `${count} 笔订单存疑`,
  shortcutTaken: (keys) => `${keys} 不可用`,
  shortcutTakenDetail: "该快捷键被其他程序占用。急停仍可从托盘和控制台使用。",
  pressAgain: (keys) => `再按一次 ${keys} 即急停`,
  pressAgainDetail: "2 秒内再按一次，将阻止所有订单。",
  stillRunning: "Holdfast 仍在监视",
  stillRunningDetail: "控制台已关闭，引擎仍在运行。可从托盘打开或退出。",
  consoleFailing: "控制台反复出错",
  consoleFailingDetail: "引擎不受影响。急停仍可从托盘使用。",
  moreAlerts: (count) => `另有 ${count} 条警报`,
  startFailed: "Holdfast 无法启动",
};

/** The texts for a locale such as `en-GB` or `zh-CN`: Chinese for every `zh`, English for everybody else. */
export const desktopText = (locale: string): DesktopText => (/^zh\b/i.test(locale) ? simplifiedChinese : english);
