import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, it, vi } from "vitest";
import { startHttp } from "../../src-main/serve/http.ts";
import { limits } from "../../src-main/serve/limits.ts";
import { newTokens } from "../../src-main/serve/tokens.ts";
import { fakeDispatcher, fakeFeed, listLog, machineClock } from "./fixtures.ts";
import { consoleFolder, open, raw, rawSocket, serve, upgradeText } from "./http-fixtures.ts";

describe("who may come in over HTTP", () => {
  it.each(["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", "127.0.0.1:PORT.evil.example", "user@127.0.0.1:PORT"])(
    "refuses the host %s, for pages, API and WebSocket alike",
    async (host) => {
      const { port } = await serve();
      const header = { host: host.replace("PORT", String(port)) };
      const upgrade = { ...header, connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==" };
      for (const answer of [await raw(port, "/", header), await raw(port, "/api/status", header, "POST"), await raw(port, "/ws", upgrade)]) {
        expect(answer.status).toBe(403);
        expect(answer.body).toContain("this address is not ours");
      }
    },
  );

  it.each(["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])("takes the host %s with our port", async (name) => {
    const { port } = await serve();
    expect((await raw(port, "/healthz", { host: `${name}:${port}` })).status).toBe(200);
  });

  it.each(["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:PORT", "http://localhost.evil.example:PORT"])(
    "refuses the origin %s, also with a right token",
    async (origin) => {
      const { port, url, post, tokens } = await serve();
      const header = { origin: origin.replace("PORT", String(port)) };
      const answer = await post("status", {}, { ...header, authorization: `Bearer ${tokens.command}` });
      expect(answer.status).toBe(403);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      await expect(open(url, header).opened).rejects.toThrow("status 403");
    },
  );

  it.each([
    ["/ws", "evil.example", "403"],
    ["/%zz", "127.0.0.1:PORT", "400"],
    ["/nothing", "127.0.0.1:PORT", "404"],
    ["/api/status", "127.0.0.1:PORT", "404"],
  ])("ends the connection of an upgrade to %s at %s that it refuses", async (path, host, status) => {
    const { port } = await serve();
    const stranger = rawSocket(port);
    stranger.socket.write(upgradeText(path, host.replace("PORT", String(port))));
    await stranger.closed;
    expect(stranger.text()).toContain(`HTTP/1.1 ${status}`);
  });

  it("takes our own origin", async () => {
    const { url, post, tokens } = await serve();
    expect((await post("status", {}, { origin: url, authorization: `Bearer ${tokens.read}` })).status).toBe(200);
    await open(url, { origin: url }).opened;
  });

  it("answers no preflight", async () => {
    const { port } = await serve();
    const answer = await raw(port, "/api/kill", { origin: "https://evil.example", "access-control-request-method": "POST" }, "OPTIONS");
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it.each([
    ["no token", {}],
    ["a wrong token", { authorization: "Bearer hfc_wrong" }],
    ["another scheme", { authorization: "Basic aGZjOmhmYw==" }],
    ["an overlong token", { authorization: `Bearer ${"x".repeat(5000)}` }],
  ])("refuses a call with %s before it reads the body", async (_what, headers) => {
    const { post } = await serve();
    const answer = await post("status", "{ this is no JSON", headers);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ ok: false, failure: { code: "FORBIDDEN" } });
  });

  it("lets the read token look and refuses it commands", async () => {
    const { post, tokens } = await serve();
    const authorization = `Bearer ${tokens.read}`;
    expect((await post("status", {}, { authorization })).status).toBe(200);
    const refused = await post("kill", { reason: "r" }, { authorization });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ failure: { code: "FORBIDDEN" } });
  });

  it("turns away the many wrong tokens, logs only the first, and still takes a right one", async () => {
    const { post, log } = await serve();
    const wrong = { authorization: "Bearer hfc_wrong" };
    for (let tries = 0; tries < limits.badTokensMax; tries += 1) expect((await post("status", {}, wrong)).status).toBe(401);
    const turnedAway = await post("status", {}, wrong);
    expect(turnedAway.status).toBe(429);
    expect(turnedAway.headers.get("retry-after")).toBe("60");
    expect(log.lines).toHaveLength(limits.badTokensMax);
    expect(JSON.stringify(log.lines)).not.toContain("hfc_wrong");
    expect((await post("kill", { reason: "now" })).status).toBe(200);
  });
});

describe("a crowd at the door", () => {
  const crowd = (port: number, size: number) => Array.from({ length: size }, () => rawSocket(port));

  it("of connections that say nothing keeps nobody out: the oldest of them ends", async () => {
    const { port, url, post } = await serve();
    const [oldest, ...others] = crowd(port, limits.connectionsMax);
    await vi.waitFor(() => expect(others.every(({ socket }) => socket.readyState === "open")).toBe(true));
    expect((await post("kill", { reason: "now" })).status).toBe(200);
    await oldest?.closed;
    expect(others.filter(({ socket }) => socket.destroyed)).toEqual([]);
    expect((await raw(port, "/healthz")).status).toBe(200);
    await open(url).opened;
  });

  it("never takes the place of who has shown a key", async () => {
    const { port, url, tokens } = await serve();
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.read });
    await console.gets("welcome");
    const script = rawSocket(port);
    const ask = (): unknown => script.socket.write(`POST /api/status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${tokens.read}\r\nContent-Length: 0\r\n\r\n`);
    const answers = (): number => script.text().split("HTTP/1.1 200").length - 1;
    ask();
    await vi.waitFor(() => expect(answers()).toBe(1));
    const strangers = crowd(port, 2 * limits.connectionsMax);
    await vi.waitFor(() => expect(strangers.filter(({ socket }) => socket.destroyed).length).toBeGreaterThan(limits.connectionsMax));
    ask();
    await vi.waitFor(() => expect(answers()).toBe(2));
    expect(console.socket.readyState).toBe(console.socket.OPEN);
  });
});

describe("calls over HTTP", () => {
  it("answers a call with its result", async () => {
    const { post } = await serve();
    const answer = await post("kill", { reason: "fat finger", scope: { kind: "symbol", symbol: "EURUSD" } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ok: true, value: { kill: { reason: "fat finger", scope: { symbol: "EURUSD" } } } });
  });

  it("takes a call without a body", async () => {
    const { port, tokens } = await serve();
    const answer = await raw(port, "/api/status", { authorization: `Bearer ${tokens.read}` }, "POST");
    expect(answer.status).toBe(200);
  });

  it.each([
    ["journalTail", { limit: "many" }, 400, "BAD_INPUT"],
    ["kill", "{ this is no JSON", 400, "BAD_INPUT"],
    ["kill", '{"reason":"r","__proto__":{"flatten":true}}', 400, "BAD_INPUT"],
    ["kill", { reason: "x".repeat(limits.messageMaxBytes) }, 413, "BAD_INPUT"],
    ["nope", {}, 404, "UNKNOWN_CALL"],
    ["constructor", {}, 404, "UNKNOWN_CALL"],
    ["retry", {}, 409, "REFUSED"],
    ["settings", {}, 500, "INTERNAL"],
  ])("answers %s with %o by status %i and code %s", async (name, body, status, code) => {
    const { post } = await serve(
      {},
      {
        retry: () => ({ ok: false, failure: { code: "REFUSED", message: "not now" } }),
        settings: () => {
          throw new Error("secret stack detail");
        },
      },
    );
    const answer = await post(name, body);
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ ok: false, failure: { code } });
    expect(text).not.toContain("secret stack detail");
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])("refuses a body of type %s, which a form could send", async (type) => {
    const { post, tokens } = await serve();
    const answer = await post("kill", '{"reason":"r"}', { authorization: `Bearer ${tokens.command}`, "content-type": type });
    expect(answer.status).toBe(415);
  });

  it("knows no other way to call", async () => {
    const { port, tokens } = await serve();
    expect((await raw(port, "/api/kill?reason=r", { authorization: `Bearer ${tokens.command}` })).status).toBe(404);
  });
});

describe("the console's files", () => {
  it("serves page and scripts, with every security header", async () => {
    const { url } = await serve({ rendererDir: await consoleFolder() });
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("<title>Holdfast</title>");
    expect(page.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const script = await fetch(`${url}/assets/main.js`);
    expect(script.headers.get("content-type")).toContain("javascript");
    for (const answer of [page, script, await fetch(`${url}/nothing`), await fetch(`${url}/%zz`), await fetch(`${url}/healthz`)]) {
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      expect(answer.headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(answer.headers.get("permissions-policy")).toContain("camera=()");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it.each(["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt", "/..%5csecret.txt", "//secret.txt", "/.hidden", "/%00", "/%zz", "/assets/"])(
    "gives nothing away for %s",
    async (path) => {
      const { port } = await serve({ rendererDir: await consoleFolder() });
      const answer = await raw(port, path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body).not.toMatch(/neighbour|not for the web|holdfast-console-/);
    },
  );

  it("says what to do when the console was not built", async () => {
    const { url } = await serve();
    const answer = await fetch(url);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("npm run build");
  });

  it("tells nothing in its health check but that it lives", async () => {
    const { url } = await serve();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
  });
});

describe("start and end", () => {
  const otherAddresses = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).filter(({ address, scopeid }) => address !== "127.0.0.1" && !scopeid).map(({ address }) => address));
  it.skipIf(otherAddresses.length === 0)("listens on loopback and on no other address of this machine", async () => {
    const { url, port } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    for (const host of otherAddresses) {
      const attempt = connect(port, host);
      const outcome = await new Promise((resolve) => attempt.once("connect", () => resolve("connected")).once("error", ({ message }) => resolve(message)));
      attempt.destroy();
      expect(outcome).toContain("ECONNREFUSED");
    }
  });

  it("names a port that is in use", async () => {
    const { port } = await serve();
    const feed = fakeFeed();
    const second = await startHttp({
      port,
      dispatcher: fakeDispatcher(feed),
      feed,
      clock: machineClock,
      tokens: newTokens(),
      rendererDir: null,
      log: listLog(),
      version: "1.2.3",
    });
    expect(second).toMatchObject({ ok: false, failure: { code: "PORT_IN_USE", message: expect.stringContaining(String(port)) } });
  });

  it("ends at once with consoles, idle keep-alives, half requests and calls still open", async () => {
    let waiting = 0;
    const never = () => {
      waiting += 1;
      return new Promise<never>(() => undefined);
    };
    const { server, url, port, tokens, feed, post } = await serve({}, { status: never });
    const console = open(url);
    await console.opened;
    console.tell({ type: "hello", token: tokens.read });
    await console.gets("welcome");
    const deaf = open(url);
    await deaf.opened;
    deaf.socket.pause();
    await fetch(`${url}/healthz`);
    const half = connect(port, "127.0.0.1");
    half.on("error", () => undefined).write("POST /api/kill HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{");
    const stuck = post("status", {}).catch(() => "cut");
    await vi.waitFor(() => expect([feed.listeners(), waiting]).toEqual([1, 1]));
    await server.close();
    expect(await console.closed).toBe(1001);
    expect(await stuck).toBe("cut");
    expect(feed.listeners()).toBe(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});
