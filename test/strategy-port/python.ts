import { execFile, spawnSync } from "node:child_process";

/** The first Python here that has pyzmq; distributions put it beside their own one only. */
export const python = ["python3", "/usr/bin/python3", "python"].find((name) => spawnSync(name, ["-c", "import zmq"]).status === 0);

export interface Ended {
  readonly failure: string;
  readonly said: string;
}

/** Runs `script` to its end. For Pythons that have pyzmq; without one, what needs it says so in a word. */
export const runPython = (script: string, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(python ?? "", [script, ...args], { timeout: 25_000 }, (error, said, failure) => resolve({ failure: error && failure === "" ? error.message : failure, said }));
  });

/** Says on the test's output what is not tried here. */
export function tellWithoutPython(file: string, what: string): void {
  if (python === undefined) process.stderr.write(`${file}: no Python with pyzmq here, so ${what} (Debian: apt-get install python3-zmq)\n`);
}
