import { onTestFinished } from "vitest";
import { page } from "vitest/browser";
import { cleanup, render } from "vitest-browser-react";
import type { Permission, Snapshot } from "../../../src-main/contract/api.ts";
import { App } from "../../../src-renderer/app.tsx";
import type { FakeAnswers, FakeEngine } from "../../../src-renderer/connection/fake.ts";
import type { ScreenName } from "../../../src-renderer/components/route.ts";
import { hrefOf } from "../../../src-renderer/components/route.ts";
import { createFakeEngine } from "../../../src-renderer/connection/fake.ts";
import { createConsoleStore } from "../../../src-renderer/store/console-store.ts";
import { createPreferences } from "../../../src-renderer/store/preferences.ts";
import type { Language } from "../../../src-renderer/text/text.ts";
import "../../../src-renderer/styles/index.css";

interface Options {
  readonly snapshot: Snapshot;
  readonly screen?: ScreenName;
  /** What the screen shows of many. */
  readonly subject?: string;
  readonly language?: Language;
  readonly theme?: "dark" | "light";
  readonly permission?: Permission;
  readonly answers?: FakeAnswers;
  readonly width?: number;
  readonly height?: number;
}

export interface OpenConsole extends FakeEngine {
  /** Takes it off the page, for a test that opens several. */
  end(): Promise<void>;
}

/** The whole console over a scripted engine that ticks like a live one; ended with the test. */
export async function openConsole(options: Options): Promise<OpenConsole> {
  const { snapshot, screen = "overview", language = "en", theme = "dark", permission = "command" } = options;
  await page.viewport(options.width ?? 1280, options.height ?? 800);
  localStorage.setItem("holdfast.language", language);
  localStorage.setItem("holdfast.theme", theme);
  history.replaceState(null, "", hrefOf(screen, options.subject));
  const engine = createFakeEngine(snapshot, permission);
  Object.assign(engine.answers, options.answers);
  const store = createConsoleStore();
  const close = engine.connection.open(store.listener);
  engine.speak();
  const end = async (): Promise<void> => {
    engine.silence();
    close();
    await cleanup();
    localStorage.clear();
  };
  onTestFinished(end);
  await render(<App connection={engine.connection} store={store} preferences={createPreferences()} />);
  return Object.assign(engine, { end });
}
