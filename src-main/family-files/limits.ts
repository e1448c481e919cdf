/** What may come in from a folder that anybody may have written. */
export const familyLimits = {
  /** A hundred thousand trades take about 40 MB. */
  ledgerBytes: 256 * 1024 * 1024,
  /** A document of 256 Ki characters (`contract/document.ts`) in UTF-8, indented generously. */
  documentBytes: 4 * 1024 * 1024,
  zipBytes: 256 * 1024 * 1024,
  /** All that one zip may unpack to, by its own word and in truth. */
  zipUnpackedBytes: 512 * 1024 * 1024,
  /** In one folder, and in one zip. */
  filesMax: 20_000,
  zipsMax: 1_000,
  problemsMax: 1_000,
  /** A file dated further ahead than this has a wrong date, or its writer a wrong clock. */
  futureMs: 86_400_000,
} as const;
