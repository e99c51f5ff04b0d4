import fs from "node:fs";

/** A tick of the kernel's account of processors, in ms: 100 a second on every Linux. */
const tickMs = 10;

/** What processes have taken of the processors until now, in ms; NaN where the system does not tell. */
export function cpuOf(pids: (number | undefined)[]): number {
  try {
    return pids.reduce<number>((sum, pid) => sum + ticksOf(pid) * tickMs, 0);
  } catch {
    return Number.NaN;
  }
}

/** A process and its children, as PostgreSQL has one for each connection. */
export function familyOf(pid: number): number[] {
  try {
    const all = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return [pid, ...all.map(Number).filter((one) => fieldsOf(one)?.[1] === String(pid))];
  } catch {
    return [pid];
  }
}

/** In user and kernel mode, and those of its children that have ended. */
const ticksOf = (pid: number | undefined) =>
  (fieldsOf(pid) ?? []).slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);

/** From the third field on: the name before it may hold anything. Undefined where it is gone. */
function fieldsOf(pid: number | undefined): string[] | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
