import { figureRules, type RiskLimits, type RuleLimits, specOf } from "./risk-table.ts";

/** What is else in the limits that come into force, one line a figure, such as `max_open_positions (account): 10 → 5`. */
export function limitChanges(before: RiskLimits, after: RiskLimits): string[] {
  const [old, now] = [figuresOf(before), figuresOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => old.get(name) !== now.get(name)).map((name) => `${name}: ${old.get(name) ?? NOT_SET} → ${now.get(name) ?? NOT_SET}`);
}

const NOT_SET = "not set";

function figuresOf(limits: RiskLimits): Map<string, string> {
  const figures = new Map<string, string>();
  const addRules = (rules: Partial<RuleLimits>, whose: string): void => {
    for (const rule of figureRules) {
      const threshold = rules[rule];
      const { key, warningKey } = specOf(rule);
      if (threshold === undefined) continue;
      figures.set(`${key} (${whose})`, threshold === null ? "off" : String(threshold.limit));
      if (warningKey !== null && threshold?.warn != null) figures.set(`${warningKey} (${whose})`, String(threshold.warn));
    }
    if (rules.tradingHours !== undefined) figures.set(`trading_hours (${whose})`, rules.tradingHours === null ? "off" : JSON.stringify(rules.tradingHours));
  };
  addRules(limits.account, "account");
  for (const [agentId, rules] of limits.agents) addRules(rules, `agent ${agentId}`);
  for (const [symbol, rules] of limits.symbols) addRules(rules, symbol);
  figures.set("on_hard_breach", limits.onHardBreach);
  figures.set("max_price_age_s", String(limits.priceMaxAgeMs / 1_000));
  figures.set("account_currency", limits.accountCurrency);
  figures.set("default_contract_size", String(limits.defaultContractSize));
  for (const [name, size] of limits.contractSizes) figures.set(`contract_sizes ${name}`, String(size));
  for (const [name, price] of limits.referencePrices) figures.set(`reference_prices ${name}`, String(price));
  return figures;
}
