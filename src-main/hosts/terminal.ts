
/** What a command needs of the terminal it was started in. */
export interface Io {
  /** One line of the answer. */
  line(text: string): void;
  /** One line about what went wrong. */
  errorLine(text: string): void;
  /** Aborted by Ctrl+C and the like, with the signal's name as reason. */
  readonly signal: AbortSignal;
  /** Aborted when whoever read the output has gone away, such as `head`. Ends what only talks, never what acts. */
  readonly readerGone: AbortSignal;
}

export interface Outcome {
  readonly exitCode: number;
  /** The whole answer as an object, for `--json`. */
  readonly json: unknown;
  /** The same for people. */
  readonly text: readonly string[];
}

/** The process's own terminal. A reader that has gone away ends the output and nothing else. */
export function terminalIo(): Io {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => abort.abort(signal));
  const gone = new AbortController();
  process.stdout.on("error", () => gone.abort());
  process.stderr.on("error", () => {});
  return {
    line: (text) => process.stdout.write(`${text}\n`),
    errorLine: (text) => process.stderr.write(`${text}\n`),
    signal: abort.signal,
    readerGone: gone.signal,
  };
}

/** Prints an outcome the way it was asked for, and hands back its exit code. */
export function print(io: Io, asJson: boolean, { json, text, exitCode }: Outcome): number {
  if (asJson) io.line(JSON.stringify(json));
  else for (const line of text) io.line(line);
  return exitCode;
}

/** A failure: on stdout as JSON where JSON was asked for, since that is where a script looks, else in words on stderr. */
export function fail(io: Io, asJson: boolean, exitCode: number, code: string, message: string): number {
  if (asJson) io.line(JSON.stringify({ error: { code, message } }));
  else io.errorLine(message);
  return exitCode;
}
