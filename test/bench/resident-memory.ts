import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Memory of a process that lies in RAM, in MiB, shared pages of its program included. Now, and the most there ever was;
 * `null` where the system does not say.
 */
export function residentMemory(pid: number): { readonly nowMiB: number; readonly peakMiB: number | null } {
  if (process.platform === "linux") {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return { nowMiB: kibibytesOf(status, "VmRSS") / 1_024, peakMiB: kibibytesOf(status, "VmHWM") / 1_024 };
  }
  const command = process.platform === "win32" ? ["powershell", "-NoProfile", "-Command", `(Get-Process -Id ${pid}).WorkingSet64 / 1KB`] : ["ps", "-o", "rss=", "-p", String(pid)];
  const [program = "", ...args] = command;
  return { nowMiB: Number(execFileSync(program, args, { encoding: "utf8" }).trim()) / 1_024, peakMiB: null };
}

const kibibytesOf = (status: string, name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]);
