import { afterEach, expect, test, vi } from "vitest";
import { portLimits } from "../../src-main/strategy-port/limits.ts";
import { writtenAgoMs } from "../../src-main/strategy-port/written-ago.ts";
import { systemClock } from "../../src-main/system/clock.ts";
import { opened, openRequest, ReqClient } from "./fixture.ts";

afterEach(() => vi.unstubAllEnvs());

const NOW_MS = Date.UTC(2026, 0, 15, 9, 1, 0);
const clock = { ...systemClock, wallMs: () => NOW_MS };
const text = (part: string): string => expect.stringContaining(part) as string;

test("an OPEN that waited a minute in a queue is refused with its age, and nothing is sent", async () => {
  const { port, door } = await opened({ clock });
  const reply = await new ReqClient(port.endpoint).ask(openRequest({ timestamp: "2026-01-15T09:00:00.000Z" }));
  expect(reply).toMatchObject({ uuid: "intent-1", status: "REJECTED", error_code: "EXPIRED", error_msg: text('timestamp is "2026-01-15T09:00:00.000Z", 60 s ago; it must be at most 7 s old') });
  expect(door.intents).toEqual([]);
});

test.each([
  ["as old as it may be", new Date(NOW_MS - portLimits.openAgeMaxMs).toISOString()],
  ["of now", new Date(NOW_MS).toISOString()],
  ["of tomorrow", new Date(NOW_MS + 86_400_000).toISOString()],
  ["that nobody can read", "a minute ago"],
  ["without seconds", "2026-01-15T09:00Z"],
  ["that is a day", "2026-01-15"],
  ["that counts from the start of the machine", 86_400.25],
  ["that is none", 0],
  ["that is a list", ["2026-01-15T08:00:00Z"]],
])("a timestamp %s is no reason to refuse", async (_, timestamp) => {
  const { port, door } = await opened({ clock });
  await new ReqClient(port.endpoint).ask(openRequest({ timestamp }));
  expect(door.intents).toHaveLength(1);
});

test("a CLOSE is never too old", async () => {
  const { port, door } = await opened({ clock });
  const reply = await new ReqClient(port.endpoint).ask({ action: "CLOSE", uuid: "c", ticket: 1, timestamp: "2026-01-15T03:00:00Z" });
  expect(reply).toMatchObject({ status: "FILLED" });
  expect(door.intents).toHaveLength(1);
});

test("asking again, with the first message as it was, is answered with what became of the order", async () => {
  let wallMs = NOW_MS;
  const { port, door } = await opened({ clock: { ...systemClock, wallMs: () => wallMs } });
  const client = new ReqClient(port.endpoint);
  const request = openRequest({ timestamp: new Date(NOW_MS).toISOString() });
  door.outcome = () => Promise.resolve({ kind: "unresolved", code: "NO_ANSWER", message: "nothing in time" });
  await client.ask(request);
  wallMs += 60_000;
  expect(await client.ask(request)).toMatchObject({ status: "UNRESOLVED", error_code: "NO_ANSWER" });
  expect(await client.ask({ ...request, uuid: "never-seen" })).toMatchObject({ status: "REJECTED", error_code: "EXPIRED" });
});

test.each([
  ["2026-01-15T09:00:00+00:00", 60_000],
  ["2026-01-15T09:00:00.123456+00:00", 59_877],
  ["2026-01-15T14:30:00+0530", 60_000],
  ["2026-01-15T14:30:00.5+05:30", 59_500],
  ["2026-01-15 09:00:00Z", 60_000],
  ["20260115T090000Z", 60_000],
  ["20260115T090000.250Z", 59_750],
  [NOW_MS / 1_000 - 60.5, 60_500],
  [NOW_MS - 60_000, 60_000],
  [String(NOW_MS - 60_000), 60_000],
  [`${NOW_MS / 1_000 - 60}.25`, 59_750],
  ["2026-01-15T10:00:00+00:00", -59 * 60_000],
  ["2026-13-01T09:00:00", null],
])("%s was written %s ms ago", (timestamp, ageMs) => {
  expect(writtenAgoMs(timestamp, NOW_MS)).toBe(ageMs);
});

/** Without a zone, `hour:minute` of the 15th by the clock of some place; it is 09:01 UTC, whatever the machine says. */
test.each([
  ["Asia/Shanghai", "17:00", "its own time, a minute ago", 60_000],
  ["Asia/Shanghai", "09:00", "UTC, a minute ago", 60_000],
  ["America/New_York", "04:00", "its own time, a minute ago", 60_000],
  ["America/New_York", "09:00", "UTC, a minute ago", 60_000],
  ["Asia/Shanghai", "17:01", "its own time, now", 0],
  ["America/New_York", "09:01", "UTC, now", 0],
  ["Asia/Shanghai", "03:01", "old in both, six hours at least", 6 * 3_600_000],
  ["UTC", "08:01", "an hour ago", 3_600_000],
  ["Europe/Moscow", "11:01", "its own time, an hour ago, or a broker's", null],
  ["Asia/Shanghai", "11:01", "a broker's, or six hours ago", -2 * 3_600_000],
])("on a machine in %s %s without a zone is %s", (zone, time, _, ageMs) => {
  vi.stubEnv("TZ", zone);
  expect(writtenAgoMs(`2026-01-15T${time}:00`, NOW_MS)).toBe(ageMs);
});
