import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { writeAddressPage } from "../../src-main/hosts/launch/address-page.ts";

vi.mock(import("node:fs/promises"), { spy: true });

afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "holdfast-page-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const ADDRESS = "http://127.0.0.1:7380/#key=k";
const busy = (): Promise<never> => Promise.reject(Object.assign(new Error("EBUSY: resource busy or locked"), { code: "EBUSY" }));

it.skipIf(process.platform === "win32")("a page is its owner's alone, leads to the address, and is gone when it is taken away", async () => {
  const { url, remove } = writeAddressPage(ADDRESS, folder());
  const file = fileURLToPath(url);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).toContain(JSON.stringify(ADDRESS));
  expect(url).not.toContain("key=k");
  await remove();
  await remove();
  expect(existsSync(file)).toBe(false);
});

it("a page that cannot be taken away is tried again, and nobody is stopped by it", async () => {
  const { remove } = writeAddressPage(ADDRESS, folder());
  vi.mocked(rm).mockImplementation(busy);
  await expect(remove()).resolves.toBeUndefined();
  expect(rm).toHaveBeenCalledWith(expect.stringMatching(/open$/), { recursive: true, force: true, maxRetries: 3 });
});

it("a minute later it is gone; where it cannot be, the engine goes on", async () => {
  vi.useFakeTimers();
  const dataDir = folder();
  const file = fileURLToPath(writeAddressPage(ADDRESS, dataDir).url);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(existsSync(file)).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.waitFor(() => expect(existsSync(file)).toBe(false));

  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  vi.mocked(rm).mockImplementation(busy);
  writeAddressPage(ADDRESS, dataDir);
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  await new Promise((settle) => setTimeout(settle, 10));
  expect(rm).toHaveBeenCalledTimes(2);
  expect(unhandled).not.toHaveBeenCalled();
});

it("what lay there before it is written over, and what cannot be written is said", () => {
  const dataDir = folder();
  mkdirSync(join(dataDir, "open"));
  writeFileSync(join(dataDir, "open", "console.html"), "an earlier run's");
  expect(readFileSync(fileURLToPath(writeAddressPage(ADDRESS, dataDir).url), "utf8")).toContain("location.replace");
  expect(() => writeAddressPage(ADDRESS, join(dataDir, "open", "console.html"))).toThrow("ENOTDIR");
});
