import type { DocumentSave } from "../domain/versioned-document.ts";
import type { Clock, KeepAnswer, Overseer, StrategyDoor } from "../engine/ports.ts";
import type { Action, Asked } from "./asked.ts";
import { type Fault, readWord } from "./fields.ts";
import { agentReply, agentSaveReply, deathReply, documentSaveReply, overseerReply, type PartAnswer } from "./keeping-replies.ts";
import { readAgentSave, readDeath, readDocumentSave, type SavePart } from "./keeping-request.ts";
import { failure, type Reply } from "./replies.ts";

export interface KeepingWorld {
  readonly door: Pick<StrategyDoor, "save" | "saveOverseer" | "reportDeath" | "restore" | "restoreOverseer">;
  readonly clock: Clock;
}

/** The actions by which strategies have something kept, and have it given back. */
export function keepingActions({ door, clock }: KeepingWorld): readonly (readonly [string, Action])[] {
  const failed = ({ request, uuid }: Asked, fault: Fault): Reply => failure(request.action, uuid, fault, clock.wallMs());

  const kept = async <W>({ which, field, save, broken }: SavePart<W>, keep: (which: W, save: DocumentSave) => Promise<KeepAnswer>): Promise<PartAnswer> => ({
    field,
    version: save.version,
    answer: broken ?? (await keep(which, save)),
  });

  const saveState = async (asked: Asked): Promise<Reply> => {
    const { uuid, agentId } = asked;
    const parts = readAgentSave(asked.fields);
    if (!parts.ok) return failed(asked, parts.fault);
    const answers = await Promise.all(parts.value.map((part) => kept(part, (which, save) => door.save(agentId, which, save))));
    return agentSaveReply(uuid, agentId, answers, clock.wallMs());
  };

  const saveOverseer =
    (what: Overseer) =>
    async (asked: Asked): Promise<Reply> => {
      const part = readDocumentSave(asked.fields, what);
      if (!part.ok) return failed(asked, part.fault);
      const answer = await kept(part.value, (which, save) => door.saveOverseer(which, save));
      return documentSaveReply(asked.uuid, what, answer, clock.wallMs());
    };

  const reportDeath = async (asked: Asked): Promise<Reply> => {
    const { uuid, agentId } = asked;
    const report = readDeath(asked.fields);
    if (!report.ok) return failed(asked, report.fault);
    const answer = await door.reportDeath(agentId, report.value);
    return deathReply(uuid, agentId, answer, door.restore(agentId)?.death ?? null, clock.wallMs());
  };

  const restore = (asked: Asked): Reply => {
    const { uuid, agentId } = asked;
    const what = readWord(asked.fields, "what", ["agent", "supervisor", "mastermind", "valhalla"]);
    if (!what.ok) return failed(asked, what.fault);
    return what.value === "agent" ? agentReply(uuid, agentId, door.restore(agentId)) : overseerReply(uuid, what.value, door.restoreOverseer(what.value));
  };

  return [
    ["SAVE_STATE", saveState],
    ["SAVE_SUPERVISOR", saveOverseer("supervisor")],
    ["SAVE_MASTERMIND", saveOverseer("mastermind")],
    ["SAVE_VALHALLA", saveOverseer("valhalla")],
    ["REPORT_DEATH", reportDeath],
    ["RESTORE", restore],
  ];
}
