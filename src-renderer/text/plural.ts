/** Picks a word by English plural rules: `1 position`, `2 positions`. The number is written for the reader. */
const englishRules = new Intl.PluralRules("en");
const englishNumber = new Intl.NumberFormat("en");
const chineseNumber = new Intl.NumberFormat("zh-CN");

export const counted = (count: number, one: string, other: string): string =>
  `${englishNumber.format(count)} ${englishRules.select(count) === "one" ? one : other}`;

/** Chinese has one form for every count. */
export const chineseCount = (count: number, measured: string): string => `${chineseNumber.format(count)} ${measured}`;
