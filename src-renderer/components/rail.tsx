import { useCellPart, useConsole } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { EnvironmentBadge } from "./environment-badge.tsx";
import { Brand } from "./icons.tsx";
import { isBroken } from "./limit-standing.ts";
import { orderStatusShapes } from "./order-status.tsx";
import { hrefOf, screenNames, useScreen } from "./route.ts";

export function Rail() {
  const { text } = useReader();
  const shown = useScreen();
  return (
    <div className="rail">
      <div className="brand">
        <Brand />
        {text.app.name}
      </div>
      <nav aria-label={text.app.screens}>
        {screenNames.map((name) => (
          <a key={name} href={hrefOf(name)} aria-current={name === shown ? "page" : undefined}>
            {text.screen[name]}
            {name === "positions" && <OpenCount />}
            {name === "overview" && <WaitingCount />}
            {name === "in-doubt" && <DoubtCount />}
            {name === "agents" && <AgentCount />}
            {name === "risk" && <BrokenLimits />}
          </a>
        ))}
      </nav>
      <EnvironmentBadge />
    </div>
  );
}

function OpenCount() {
  const { format } = useReader();
  const count = useCellPart(useConsole().store.topics.positions, (book) => (book === null || book.readAtMs === null ? null : book.totals.count));
  return count === null ? null : <span className="count">{format.count(count)}</span>;
}

function AgentCount() {
  const { format } = useReader();
  const count = useCellPart(useConsole().store.topics.agents, (agents) => agents?.length ?? 0);
  return count === 0 ? null : <span className="count">{format.count(count)}</span>;
}

/** The loudest thing in the rail: somebody must look for the money. */
function DoubtCount() {
  const { text, format } = useReader();
  const count = useCellPart(useConsole().store.topics.inDoubt, (doubts) => doubts?.length ?? 0);
  if (count === 0) return null;
  return (
    <span className="count alarm">
      <svg width="12" height="12" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {orderStatusShapes.unresolved}
      </svg>
      {format.count(count)}
      <span className="hidden-text"> {text.inDoubt.badge}</span>
    </span>
  );
}

function BrokenLimits() {
  const { text, format } = useReader();
  const count = useCellPart(useConsole().store.topics.risk, (report) => report?.rows.filter(isBroken).length ?? 0);
  if (count === 0) return null;
  return (
    <span className="count broken">
      {format.count(count)}
      <span className="hidden-text"> {text.risk.brokenBadge}</span>
    </span>
  );
}

function WaitingCount() {
  const { text, format } = useReader();
  const count = useCellPart(useConsole().store.topics.overview, (overview) => overview?.waitingDifferences ?? 0);
  if (count === 0) return null;
  return (
    <span className="count hot">
      {format.count(count)}
      <span className="hidden-text"> {text.overview.waiting}</span>
    </span>
  );
}
