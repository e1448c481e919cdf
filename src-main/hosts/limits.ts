import type { Refusal } from "../engine/operator-desk.ts";
import type { Result } from "../engine/ports.ts";
import type { LimitsInForce } from "../engine/risk-desk.ts";
import type { Config } from "../system/config.ts";
import { limitsProblemText, loadRiskLimits } from "../system/limits-file.ts";

/** The limits as their file says them now; a failure names the file and everything that is wrong in it. */
export async function limitsFrom({ riskLimitsFile, dataDir }: Config): Promise<Result<LimitsInForce, Refusal>> {
  const loaded = await loadRiskLimits(riskLimitsFile, dataDir);
  if (!loaded.ok) return { ok: false, failure: { message: [`${loaded.failure.path} cannot be used:`, ...loaded.failure.problems.map(limitsProblemText)].join("\n") } };
  const { limits, path: file, sha256 } = loaded.value;
  return { ok: true, value: { limits, file, sha256 } };
}
