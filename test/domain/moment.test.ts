import { afterEach, expect, it, vi } from "vitest";
import { momentMs } from "../../src-main/domain/moment.ts";

afterEach(() => vi.unstubAllEnvs());

it.each(["2026-01-15", "2026-1-15", "2026/01/15", "2026.01.15", "2026-01-15T00:00", "2026-01-15 00:00:00"])("reads %s as UTC, whatever the machine's own zone", (written) => {
  vi.stubEnv("TZ", "Asia/Shanghai");
  expect(new Date(2026, 0, 15).getTimezoneOffset()).toBe(-480);
  expect(momentMs(written)).toBe(Date.UTC(2026, 0, 15));
});
