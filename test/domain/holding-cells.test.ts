import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createCells, type Holding, metUnits } from "../../src-main/domain/holding-cells.ts";

function holdingOf(tickets: readonly number[]): Holding {
  const holding = createCells().of("alpha", "EURUSD").BUY;
  for (const ticket of tickets) holding.met.push(ticket, ticket * 10);
  return holding;
}

it("finds what venue and record have alike in whatever order it is claimed, and nothing else", () => {
  const ticket = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(fc.uniqueArray(ticket), fc.array(ticket), (met, claimed) => {
      const holding = holdingOf(met);
      // A ticket and another's units may be the same number.
      for (const each of [...claimed, ...claimed.map((one) => one * 10)]) expect(metUnits(holding, each)).toBe(met.includes(each) ? each * 10 : undefined);
    }),
  );
});

it("looks at the whole list once, however many are claimed in another order", () => {
  const holding = holdingOf(Array.from({ length: 1_000 }, (_, index) => index + 1));
  let steps = 0;
  const counted = new Proxy(holding.met, {
    get: (met, key) => {
      if (typeof key === "string" && /^\d+$/.test(key)) steps += 1;
      return Reflect.get(met, key) as unknown;
    },
  });
  const watched: Holding = { ...holding, met: counted };
  for (let ticket = 1_000; ticket > 0; ticket -= 1) expect(metUnits(watched, ticket)).toBe(ticket * 10);
  expect(steps).toBeLessThan(5_000);
});
