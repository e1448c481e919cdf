import { DEFAULT_AGENT } from "../contract/order.ts";
import type { OrderIntent } from "../domain/order.ts";
import type { Position } from "../domain/position.ts";
import type { Clock, Fresh, Ids, StrategyDoor } from "../engine/ports.ts";
import type { Action, Answer, Asked } from "./asked.ts";
import type { Client } from "./clients.ts";
import { type Fields, type Reading, readAgentId, readMagic, readOptionalSymbol, readWord } from "./fields.ts";
import { keepingActions } from "./keeping.ts";
import { readKill } from "./kill-request.ts";
import { ledgerAction } from "./ledger.ts";
import type { OpenGate } from "./open-gate.ts";
import { closeIntent, type IntentOrigin, openIntent } from "./order-intent.ts";
import type { Presence } from "./presence.ts";
import { accountReply, failure, isoTime, killReply, orderReply, positionsReply, type Reply, syncReply } from "./replies.ts";
import { type Request, UNKNOWN_UUID } from "./request.ts";

export interface DeskWorld {
  readonly door: StrategyDoor;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly presence: Presence;
  /** Of orders that carry none, from agents that registered none. */
  readonly magicNumber: number;
  readonly version: string;
  readonly gate: OpenGate;
}

/** Answers one request of one client; `receivedAtMs` is monotonic. Everything but waiting for the engine happens at once. */
export type Desk = (request: Request, client: Client, receivedAtMs: number) => Answer;

/** What is added to a gateway's own answer to `PING`. */
const CAPABILITIES = ["IDEMPOTENT_OPEN"] as const;

/** What each action does. */
export function openDesk(world: DeskWorld): Desk {
  const { door, clock, ids, presence, magicNumber, version, gate } = world;

  const elapsedMs = ({ receivedAtMs }: Asked): number => Math.round((clock.monotonicMs() - receivedAtMs) * 100) / 100;
  const failed = ({ request, uuid }: Asked, code: string, message: string): Reply => failure(request.action, uuid, { code, message }, clock.wallMs());

  const ping = (asked: Asked): Reply => ({
    uuid: asked.uuid,
    status: "ok",
    server_time: isoTime(clock.wallMs()),
    latency_ms: elapsedMs(asked),
    capabilities: CAPABILITIES,
    holdfast: version,
  });

  const order = async (asked: Asked, read: (fields: Fields, origin: IntentOrigin) => Reading<OrderIntent>): Promise<Reply> => {
    const { agentId, request } = asked;
    // Without a uuid of its own the client cannot ask again, but the answer still names the order.
    const uuid = request.uuid ?? ids.uuid();
    const intent = read(asked.fields, { uuid: String(uuid), agentId, magic: door.magicOf(agentId) ?? magicNumber, receivedAtMs: clock.wallMs() });
    if (!intent.ok) return failure(request.action, uuid, intent.fault, clock.wallMs());
    const outcome = gate(asked, intent.value) ?? (await door.order(intent.value));
    return orderReply(uuid, intent.value, outcome, clock.wallMs(), elapsedMs(asked));
  };

  const positionsFor = async ({ fields, owner }: Asked): Promise<Fresh<readonly Position[]>> => {
    const scope = readWord(fields, "scope", ["own", "all"]);
    return scope.ok ? door.positions(scope.value === "all" ? null : owner) : { ok: false, ...scope.fault };
  };

  const getPositions = async (asked: Asked): Promise<Reply> => {
    const symbol = readOptionalSymbol(asked.fields);
    if (!symbol.ok) return failed(asked, symbol.fault.code, symbol.fault.message);
    const found = await positionsFor(asked);
    if (!found.ok) return failed(asked, found.code, found.message);
    const wanted = symbol.value === null ? found.value : found.value.filter((position) => position.symbol === symbol.value);
    return positionsReply(asked.uuid, wanted, found.readAtMs);
  };

  const getAccount = async (asked: Asked): Promise<Reply> => {
    const account = await door.account();
    return account.ok ? accountReply(asked.uuid, account.value, account.readAtMs) : failed(asked, account.code, account.message);
  };

  const syncAll = async (asked: Asked): Promise<Reply> => {
    const [account, positions] = await Promise.all([door.account(), positionsFor(asked)]);
    if (!account.ok) return failed(asked, account.code, account.message);
    return positions.ok ? syncReply(account.value, positions.value) : failed(asked, positions.code, positions.message);
  };

  const register = (asked: Asked): Reply => {
    const { uuid, client } = asked;
    const agentId = readAgentId(asked.fields);
    const magic = readMagic(asked.fields);
    if (!agentId.ok) return failed(asked, agentId.fault.code, agentId.fault.message);
    if (agentId.value === null) return failed(asked, "MISSING_AGENT_ID", "agent_id is missing; it must be the name of the agent");
    if (!magic.ok) return failed(asked, magic.fault.code, magic.fault.message);
    client.agentId = agentId.value;
    door.register(agentId.value, magic.value);
    return { uuid, status: "ok", agent_id: agentId.value, magic: magic.value ?? magicNumber, state: door.state().state };
  };

  const status = ({ uuid }: Asked): Reply => {
    const { state, reasons, sinceMs } = door.state();
    return { uuid, status: "ok", state, reasons: reasons.map(({ code, detail, sinceMs }) => ({ code, detail, since: isoTime(sinceMs) })), since: isoTime(sinceMs) };
  };

  const kill = (asked: Asked): Reply => {
    const { agentId, owner, fields, uuid } = asked;
    const kill = readKill(fields, { agentId, isAnybody: owner === null && door.knowsAgents() });
    if (!kill.ok) return failed(asked, kill.fault.code, kill.fault.message);
    const { request, difference } = kill.value;
    const done = killReply(uuid, door.kill(agentId, request), door.state().state);
    if (difference?.kind === "fault") return { ...done, ...failed(asked, difference.fault.code, difference.fault.message) };
    return difference === null ? done : { ...done, note: difference.message };
  };

  const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
    ["PING", ping],
    ["OPEN", (asked) => order(asked, openIntent)],
    ["CLOSE", (asked) => order(asked, closeIntent)],
    ["GET_ACCOUNT", getAccount],
    ["GET_POSITIONS", getPositions],
    ["SYNC_ALL", syncAll],
    ["REGISTER", register],
    ["STATUS", status],
    ["KILL", kill],
    ...keepingActions(world),
    ["LEDGER", ledgerAction(world)],
  ]);

  return (request, client, receivedAtMs) => {
    const { fields, action } = request;
    const uuid = request.uuid ?? UNKNOWN_UUID;
    if (request.fault) return failure(action, uuid, request.fault, clock.wallMs());
    const run = actions.get(action);
    if (!run) return failure(action, uuid, { code: "UNKNOWN_ACTION", message: `Unknown action: ${action.slice(0, 100)}` }, clock.wallMs());
    const given = readAgentId(fields);
    if (!given.ok) return failure(action, uuid, given.fault, clock.wallMs());
    const owner = given.value ?? client.agentId;
    const agentId = owner ?? DEFAULT_AGENT;
    const answer = run({ request, fields, uuid, client, agentId, owner, receivedAtMs });
    client.spokeAs = agentId;
    presence.heard(agentId, receivedAtMs);
    return answer;
  };
}
