import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * `npm test`: every check there is, one after another, all of them even when one fails. The last line counts them:
 * `N passed, N failed`, where type check, lint and build count as one each.
 */
const root = resolve(import.meta.dirname, "..");
const report = join(root, "out", "test-report.json");

/** The tests start hundreds of processes and workers, each of which would compile the same sources anew. */
const env = { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "holdfast"), ...process.env };

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const checks: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: "type check", command: ["tsc", "-b"] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "build", command: ["electron-vite", "build", "--logLevel", "warn"] },
];

/** Runs one program of the project's own; settles with its exit code. */
function run([program = "", ...args]: readonly string[]): Promise<number> {
  return new Promise((settle) => {
    // npm has put node_modules/.bin first on the PATH; on Windows its programs are .cmd files, which want a shell.
    const child = spawn(program, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32", env });
    child.on("error", () => settle(1));
    child.on("close", (code) => settle(code ?? 1));
  });
}

async function runTests(): Promise<Counts> {
  rmSync(report, { force: true });
  const code = await run(["vitest", "run", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
    const failed = numFailedTests ?? 0;
    // A file that broke before its first test fails no test, but the run all the same.
    return { passed: numPassedTests ?? 0, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0) };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const outcomes: Counts[] = [];
for (const { name, command } of checks) {
  const code = await run(command);
  process.stdout.write(`${code === 0 ? "ok" : "FAILED"}  ${name}\n`);
  outcomes.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
}
outcomes.push(await runTests());

const total = (pick: (counts: Counts) => number): number => outcomes.reduce((sum, counts) => sum + pick(counts), 0);
const failed = total((counts) => counts.failed);
const skipped = total((counts) => counts.skipped);
if (skipped > 0) process.stdout.write(`${skipped} skipped: what needs something that is not on this machine; each says what.\n`);
process.stdout.write(`${total((counts) => counts.passed)} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
