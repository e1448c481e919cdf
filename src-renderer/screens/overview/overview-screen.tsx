import { useReader } from "../../text/reader.tsx";
import { AccountPane } from "./account-pane.tsx";
import { AttentionPane } from "./attention-pane.tsx";
import { EnginePane } from "./engine-pane.tsx";
import { HeartbeatPane } from "./heartbeat-pane.tsx";
import { RecentActivity } from "./recent-activity.tsx";
import { ReviewPane } from "./review-pane.tsx";
import { SyncPane } from "./sync-pane.tsx";
import { DifferencesTile, OpenTile, ProfitTile, TruthTile } from "./tiles.tsx";

/** Everything that matters on one page; what is wrong comes first and is absent while nothing is. */
export function OverviewScreen() {
  const { text } = useReader();
  return (
    <div className="overview">
      <h1 className="hidden-text">{text.screen.overview}</h1>
      <AttentionPane />
      <ReviewPane />
      <TruthTile />
      <DifferencesTile />
      <OpenTile />
      <ProfitTile />
      <SyncPane />
      <div className="column wide">
        <HeartbeatPane />
        <EnginePane />
      </div>
      <div className="column">
        <AccountPane />
        <RecentActivity />
      </div>
    </div>
  );
}
