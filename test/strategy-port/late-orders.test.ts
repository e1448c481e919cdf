import { afterEach, expect, test, vi } from "vitest";
import { portLimits } from "../../src-main/strategy-port/limits.ts";
import { naiveClockOf, writtenAgoMs } from "../../src-main/strategy-port/written-ago.ts";
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
  expect(writtenAgoMs(timestamp, NOW_MS, null)).toBe(ageMs);
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
  expect(writtenAgoMs(`2026-01-15T${time}:00`, NOW_MS, null)).toBe(ageMs);
});

test.each([
  ["the first time", Date.UTC(2026, 10, 1, 5, 31), 60_000],
  ["the second time", Date.UTC(2026, 10, 1, 6, 31), 60_000],
  ["and an hour after that", Date.UTC(2026, 10, 1, 7, 31), 61 * 60_000],
])("in the hour that autumn has twice, half past one is a minute ago %s", (_, nowMs, ageMs) => {
  vi.stubEnv("TZ", "America/New_York");
  expect(writtenAgoMs("2026-11-01T01:30:00", nowMs, null)).toBe(ageMs);
});

/** The time without a zone that a clock shows so many minutes before `NOW_MS`. */
const shownBy = (utcOffsetH: number, minutesAgo: number): string => new Date(NOW_MS + utcOffsetH * 3_600_000 - minutesAgo * 60_000).toISOString().replace("Z", "");

test.each([
  ["Europe/Berlin", "its own time", 1, [16, 30, 59, 60]],
  ["Asia/Shanghai", "its own time", 8, [16, 240, 479]],
  ["America/New_York", "UTC", 0, [16, 240, 299]],
])("on a machine in %s, once a client has shown that it writes %s, an old order of its is not taken for a young one", async (zone, _, offsetH, minutesAgo) => {
  vi.stubEnv("TZ", zone);
  const { port, door } = await opened({ clock });
  const [known, unknown] = [new ReqClient(port.endpoint), new ReqClient(port.endpoint)];
  await known.ask(openRequest({ uuid: "fresh", timestamp: shownBy(offsetH, 0) }));
  for (const ago of minutesAgo) {
    const timestamp = shownBy(offsetH, ago);
    expect(await known.ask(openRequest({ uuid: `known-${ago}`, timestamp })), `${ago} minutes`).toMatchObject({ error_code: "EXPIRED", error_msg: text(`${ago * 60} s ago`) });
    expect(await unknown.ask(openRequest({ uuid: `unknown-${ago}`, timestamp })), "of a client that showed nothing yet, nobody can tell").toMatchObject({ status: "FILLED" });
  }
  expect(await known.ask(openRequest({ uuid: "again", timestamp: shownBy(offsetH, 0) }))).toMatchObject({ status: "FILLED" });
  expect(door.intents.map(({ uuid }) => uuid)).toEqual(["fresh", ...minutesAgo.map((ago) => `unknown-${ago}`), "again"]);
});

/** On a machine in Shanghai. */
test.each([
  ["its own time of now", shownBy(8, 0), null, "local"],
  ["UTC of now", shownBy(0, 0), null, "utc"],
  ["a time with a zone", `${shownBy(8, 0)}+08:00`, null, null],
  ["a time of an hour ago", shownBy(8, 60), null, null],
  ["a time that is old by the known clock", shownBy(0, 0), "local", "local"],
  ["a time that the known clock puts into the future", shownBy(8, 0), "utc", "local"],
  ["an old time", shownBy(8, 60), "utc", "utc"],
] as const)("%s (%s), told by %s so far, shows %s", (_, timestamp, known, shown) => {
  vi.stubEnv("TZ", "Asia/Shanghai");
  expect(naiveClockOf(timestamp, NOW_MS, known, portLimits.openAgeMaxMs)).toBe(shown);
});

test("where UTC is the machine's own time, no message shows anything", () => {
  vi.stubEnv("TZ", "UTC");
  expect(naiveClockOf(shownBy(0, 0), NOW_MS, null, portLimits.openAgeMaxMs)).toBe(null);
});

test("what is turned away is in the log, once a minute for a client and a reason", async () => {
  const warned: [object, string][] = [];
  let monotonicMs = 0;
  const log = { warn: (fields: object, message: string) => void warned.push([fields, message]), error: () => {} };
  const { port, door } = await opened({ clock: { ...clock, monotonicMs: () => monotonicMs }, log });
  const client = new ReqClient(port.endpoint);
  const late = (uuid: string): Promise<unknown> => client.ask(openRequest({ uuid, agent_id: "alpha", timestamp: "2026-01-15T09:00:00Z" }));
  await late("first");
  await late("second");
  expect(warned).toEqual([[{ agentId: "alpha", action: "OPEN", uuid: "first", code: "EXPIRED", reason: text("60 s ago") }, "an order was turned away before the engine was asked"]]);
  door.register("alpha", null);
  await client.ask(openRequest({ uuid: "nameless" }));
  monotonicMs = 60_000;
  await late("a minute later");
  expect(warned.slice(1).map(([fields]) => fields)).toMatchObject([{ agentId: "default", uuid: "nameless", code: "NOT_REGISTERED" }, { uuid: "a minute later", code: "EXPIRED" }]);
});
