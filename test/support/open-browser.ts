import { chromium, type Browser, type Page } from "playwright";
import { onTestFinished } from "vitest";
import { findBrowser } from "./find-browser.ts";

let browser: Promise<Browser> | null = null;

async function launch(): Promise<Browser> {
  return chromium.launch(await findBrowser());
}

/** One browser for a test file; close it in `afterAll`. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}

export interface OpenPage {
  readonly page: Page;
  /** Everything the page complained of: errors thrown, and what the content security policy refused. */
  readonly complaints: readonly string[];
}

/** A new page with its own storage, as a person's first visit. */
export async function openPage(options: { readonly colorScheme?: "light" | "dark"; readonly locale?: string } = {}): Promise<OpenPage> {
  browser ??= launch();
  const context = await (await browser).newContext({ viewport: { width: 1280, height: 800 }, locale: options.locale ?? "en-GB", colorScheme: options.colorScheme ?? "dark" });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, complaints };
}
