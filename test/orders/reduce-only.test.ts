import { expect, it } from "vitest";
import { fixture } from "../support/engine-fixture.ts";

/** The end of one reduce-only still waits for the disk when somebody sets the next. */
it("reduce-only that was set again stays set", async () => {
  const f = fixture();
  await f.armed();
  await f.engine.setReduceOnly(true, "A", "news");
  f.journal.hang();
  const ended = f.engine.setReduceOnly(false, "A", "over");
  const again = f.engine.setReduceOnly(true, "B", "more news");
  f.journal.letGo();
  await Promise.all([ended, again]);
  expect(f.engine.state).toBe("REDUCE_ONLY");
});
