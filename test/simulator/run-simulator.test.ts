import { describe, expect, test, vi } from "vitest";
import { runSimulator, type RunArguments } from "../../src-main/simulator/run-simulator.ts";
import { Client, simulated } from "./client.ts";

interface Run {
  readonly lines: string[];
  readonly errors: string[];
  readonly exitCode: Promise<number>;
  abort(): void;
}

function run(args: RunArguments): Run {
  const [lines, errors, abort] = [[] as string[], [] as string[], new AbortController()];
  const exitCode = runSimulator(args, { line: (text) => lines.push(text), errorLine: (text) => errors.push(text), signal: abort.signal });
  return { lines, errors, exitCode, abort: () => abort.abort() };
}

describe("holdfast simulate", () => {
  test("prints one line when it listens, serves, and ends with 0 at the signal", async () => {
    const running = run({ port: 0, positions: 3, kind: "v43", seed: 9 });
    await vi.waitFor(() => expect(running.lines).toHaveLength(1));
    expect(running.lines[0]).toMatch(/^simulated gateway on tcp:\/\/127\.0\.0\.1:\d+ kind=v43 positions=3 fault=none seed=9$/);
    const client = new Client(/tcp:\S+/.exec(running.lines[0] ?? "")?.[0] ?? "");
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toHaveLength(3);
    running.abort();
    expect(await running.exitCode).toBe(0);
    expect(running.lines).toHaveLength(1);
    expect(running.errors).toEqual([]);
  });

  test("says the same as JSON, and lets the fault strike every N-th request", async () => {
    const running = run({ port: 0, fault: "empty-positions", every: 2, json: true });
    await vi.waitFor(() => expect(running.lines).toHaveLength(1));
    const facts = JSON.parse(running.lines[0] ?? "") as { endpoint: string };
    expect(facts).toMatchObject({ kind: "extended", positions: 14, fault: "empty-positions", seed: 1 });
    const client = new Client(facts.endpoint);
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toHaveLength(14);
    expect((await client.ask({ action: "SYNC_ALL" })).positions).toHaveLength(0);
    running.abort();
    expect(await running.exitCode).toBe(0);
  });

  test("ends at once in the middle of a hang", async () => {
    const running = run({ port: 0, fault: "hang", json: true });
    await vi.waitFor(() => expect(running.lines).toHaveLength(1));
    await new Client((JSON.parse(running.lines[0] ?? "") as { endpoint: string }).endpoint).send({ action: "PING" });
    running.abort();
    expect(await running.exitCode).toBe(0);
  });

  test("lists every argument that breaks its rule, and ends with 2", async () => {
    const running = run({ port: -1, positions: 1.5, kind: "v5", fault: "earthquake", every: 0 });
    expect(await running.exitCode).toBe(2);
    expect(running.errors).toEqual([
      "port is -1; it must be a whole number from 0 to 65535",
      "positions is 1.5; it must be a whole number from 0 to 100000",
      "kind is v5; it must be one of v43, handshake, ea, extended",
      expect.stringMatching(/^fault is earthquake; it must be one of none, empty-positions, /),
      "every is 0; it must be a whole number, 1 or more",
    ]);
    expect(running.lines).toEqual([]);
  });

  test("says which port is taken, and ends with 1", async () => {
    const { simulator } = await simulated();
    const running = run({ port: simulator.port });
    expect(await running.exitCode).toBe(1);
    expect(running.errors).toEqual([expect.stringContaining(`cannot listen on port ${simulator.port}: `)]);
  });
});
