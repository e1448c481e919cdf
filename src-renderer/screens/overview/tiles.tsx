import type { ReactNode } from "react";
import { Age } from "../../components/age.tsx";
import { Given } from "../../components/given.tsx";
import { NotTold, Profit } from "../../components/money.tsx";
import { useCellPart, useClockText, useConsole, useTopic, useTopicOrNull } from "../../store/hooks.ts";
import { useReader } from "../../text/reader.tsx";

/** A truth older than this many of its own intervals is late. */
const LATE_AFTER_INTERVALS = 3;

function Tile({ title, children, note, tone }: { readonly title: string; readonly children: ReactNode; readonly note: ReactNode; readonly tone?: "warn" | "ask" }) {
  return (
    <section className="pane tile" data-tone={tone} aria-label={title}>
      <h2>{title}</h2>
      <p className="big">{children}</p>
      <p className="dim">{note}</p>
    </section>
  );
}

export function TruthTile() {
  const { text, format } = useReader();
  const { truthAtMs, truthIntervalMs } = useTopic("overview");
  const number = useCellPart(useConsole().store.topics.sync, (sync) => sync?.number ?? 0);
  const late = useClockText((clock) => (truthAtMs !== null && clock.ageMs(truthAtMs) > truthIntervalMs * LATE_AFTER_INTERVALS ? "late" : "")) !== "";
  const note = `${text.overview.syncNumber(format.count(number))} · ${text.overview.every(format.interval(truthIntervalMs))}`;
  return (
    <Tile title={text.overview.truth} note={note} {...(late || truthAtMs === null ? { tone: "warn" as const } : {})}>
      {truthAtMs === null ? (
        text.overview.never
      ) : (
        <>
          <Age atMs={truthAtMs} /> <small>{text.overview.old}</small>
        </>
      )}
    </Tile>
  );
}

export function DifferencesTile() {
  const { text, format } = useReader();
  const differences = useTopic("differences");
  const waiting = differences.filter((difference) => difference.status === "waiting");
  const corrected = differences.length - waiting.length;
  const first = waiting[0];
  const calm = corrected === 0 ? text.overview.noCorrections : text.overview.corrected(corrected);
  const note = first === undefined ? calm : (
    <>
      {first.symbol !== null && <Given>{first.symbol}</Given>} {text.differenceKind[first.kind]}
    </>
  );
  return (
    <Tile title={text.overview.differences} note={note} {...(first === undefined ? {} : { tone: "ask" as const })}>
      {format.count(waiting.length)} <small>{first === undefined ? text.overview.noneWaiting : text.overview.waiting}</small>
    </Tile>
  );
}

const useTotals = () => {
  const { positions } = useConsole().store.topics;
  return {
    read: useCellPart(positions, (book) => book !== null && book.readAtMs !== null),
    count: useCellPart(positions, (book) => book?.totals.count ?? 0),
    buyLots: useCellPart(positions, (book) => book?.totals.buyLots ?? 0),
    sellLots: useCellPart(positions, (book) => book?.totals.sellLots ?? 0),
    profit: useCellPart(positions, (book) => book?.totals.profit ?? null),
  };
};

export function OpenTile() {
  const { text, format } = useReader();
  const totals = useTotals();
  const note = totals.read ? text.overview.lots(format.lots(totals.buyLots), format.lots(totals.sellLots)) : text.positions.notReadHelp;
  return (
    <Tile title={text.overview.open} note={note}>
      {totals.read ? format.count(totals.count) : <NotTold />}
    </Tile>
  );
}

export function ProfitTile() {
  const { text, format } = useReader();
  const totals = useTotals();
  const account = useTopicOrNull("account");
  const note =
    totals.read && totals.profit === null
      ? text.overview.profitPartial
      : account === null
        ? text.overview.accountUnknown
        : `${text.overview.equity} ${format.money(account.equity)}`;
  return (
    <Tile title={text.overview.profit} note={note}>
      {totals.read ? <Profit amount={totals.profit} /> : <NotTold />} {account?.currency != null && <small translate="no">{account.currency}</small>}
    </Tile>
  );
}
