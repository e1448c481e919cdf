import { useCellPart, useConsole } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { EnvironmentBadge } from "./environment-badge.tsx";
import { Brand } from "./icons.tsx";
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
