/** What the command line's exit codes mean; the help of each command repeats those it uses. */
export const exitCodes = {
  ok: 0,
  /** It did not work, or the state is not `ARMED`. */
  failed: 1,
  noAnswer: 2,
  unsafeKind: 3,
  /** The sync did not end clean, or a flatten left something open. */
  notClean: 4,
  noEngine: 5,
  /** The command line or the configuration is wrong. */
  usage: 64,
} as const;
