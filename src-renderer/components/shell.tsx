import { useEffect, useRef } from "react";
import { ActivityScreen } from "../screens/activity/activity-screen.tsx";
import { AgentsScreen } from "../screens/agents/agents-screen.tsx";
import { InDoubtScreen } from "../screens/in-doubt/in-doubt-screen.tsx";
import { OrdersScreen } from "../screens/orders/orders-screen.tsx";
import { OverviewScreen } from "../screens/overview/overview-screen.tsx";
import { PositionsScreen } from "../screens/positions/positions-screen.tsx";
import { RecoveryScreen } from "../screens/recovery/recovery-screen.tsx";
import { RiskScreen } from "../screens/risk/risk-screen.tsx";
import { SettingsScreen } from "../screens/settings/settings-screen.tsx";
import { TimeScreen } from "../screens/time/time-screen.tsx";
import { ValhallaScreen } from "../screens/valhalla/valhalla-screen.tsx";
import { useCellPart, useConsole, useStatus } from "../store/hooks.ts";
import { useReader } from "../text/reader.tsx";
import { Announcer } from "./announcer.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Header } from "./header.tsx";
import { KillProvider, useKillPanel } from "./kill/kill-context.tsx";
import { KillPanel } from "./kill/kill-panel.tsx";
import { ReduceOnlyPanel } from "./reduce-only/reduce-only-panel.tsx";
import { Rail } from "./rail.tsx";
import type { ScreenName } from "./route.ts";
import { useScreen, useSubject } from "./route.ts";
import { ScreenGuard } from "./screen-guard.tsx";
import { StartScreen } from "./start-screen.tsx";
import { useWindowTitle } from "./window-title.ts";

const screens: Record<ScreenName, () => React.JSX.Element> = {
  overview: OverviewScreen,
  positions: PositionsScreen,
  orders: OrdersScreen,
  "in-doubt": InDoubtScreen,
  agents: AgentsScreen,
  risk: RiskScreen,
  valhalla: ValhallaScreen,
  recovery: RecoveryScreen,
  time: TimeScreen,
  activity: ActivityScreen,
  settings: SettingsScreen,
};

/** What stands around every screen: the rail, the head with the kill switch, and the kill panel beside the screen. */
export function Shell() {
  return (
    <KillProvider>
      <Frame />
    </KillProvider>
  );
}

function Frame() {
  const { topics } = useConsole().store;
  const status = useStatus();
  const { shown } = useKillPanel();
  const ready = useCellPart(topics.overview, (overview) => overview !== null);
  const environment = useCellPart(topics.overview, (overview) => overview?.environment ?? null);
  const { text } = useReader();
  useWindowTitle();
  const blocked = status.phase === "no-token" || status.phase === "token-refused";
  return (
    <div className="console" data-phase={status.phase} data-environment={environment ?? "none"} data-panel={shown ?? "closed"}>
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("content")?.focus();
        }}
      >
        {text.app.skip}
      </a>
      <Rail />
      <Header />
      <ConnectionBanner />
      {shown === "kill" && <KillPanel />}
      {shown === "reduce-only" && <ReduceOnlyPanel />}
      {ready && !blocked ? <Screen /> : <StartScreen />}
      <Announcer />
      <div className="environment-frame" aria-hidden="true" />
    </div>
  );
}

function Screen() {
  const name = useScreen();
  const address = `${name}/${useSubject() ?? ""}`;
  const { text } = useReader();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(address);
  useEffect(() => {
    if (shown.current === address) return;
    shown.current = address;
    main.current?.focus({ preventScroll: true });
    main.current?.scrollTo(0, 0);
  }, [address]);
  const Shown = screens[name];
  return (
    <main className="content" id="content" tabIndex={-1} ref={main} aria-label={text.screen[name]}>
      <ScreenGuard key={name} text={text}>
        <Shown />
      </ScreenGuard>
    </main>
  );
}
