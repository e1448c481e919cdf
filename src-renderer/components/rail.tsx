import { useCellPart, useConsole } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { EnvironmentBadge } from "./environment-badge.tsx";
import { Brand } from "./icons.tsx";
import { isBroken } from "./limit-standing.ts";
import { orderStatusShapes } from "./order-status.tsx";
import type { ScreenName } from "./route.ts";
import { hrefOf, screenGroups, useScreen } from "./route.ts";

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
        {screenGroups.map((group) => (
          <ul key={group.name} aria-label={text.screenGroup[group.name]}>
            {group.screens.map((name) => (
              <li key={name}>
                <a href={hrefOf(name)} aria-current={name === shown ? "page" : undefined}>
                  {text.screen[name]}
                  <Badge screen={name} />
                </a>
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <EnvironmentBadge />
    </div>
  );
}

const badges: Partial<Record<ScreenName, () => React.JSX.Element | null>> = {
  overview: WaitingCount,
  positions: OpenCount,
  "in-doubt": DoubtCount,
  risk: BrokenLimits,
  agents: AgentCount,
  recovery: CorrectionsCount,
};

function Badge({ screen }: { readonly screen: ScreenName }) {
  const Shown = badges[screen];
  return Shown === undefined ? null : <Shown />;
}

/** What waits for a decision; then, that a person is to confirm. */
function CorrectionsCount() {
  const { text, format } = useReader();
  const { recovery } = useConsole().store.topics;
  const count = useCellPart(recovery, (head) => head?.counts.waiting ?? 0);
  const wantsConfirmation = useCellPart(recovery, (head) => head?.wantsConfirmation ?? false);
  if (count === 0 && !wantsConfirmation) return null;
  return (
    <span className="count hot">
      {count > 0 ? format.count(count) : <span aria-hidden="true">!</span>}
      <span className="hidden-text"> {count > 0 ? text.recovery.badge : text.recovery.badgeConfirm}</span>
    </span>
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
