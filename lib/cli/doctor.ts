import type { Command } from "commander";
import type { FindingState } from "../finding.ts";
import { examine, isBroken, type Part } from "../server/doctor/doctor.ts";
import { print } from "./with-house.ts";

export function addDoctorCommand(program: Command) {
  program
    .command("doctor")
    .description(
      "look whether every setting works, from the database to DNS, and say what to do; changes and sends nothing",
    )
    .option("--json", "for programs: { isBroken, parts: [{ title, findings: [{ id, title, state, words, fix }] }] }")
    .action(async ({ json = false }: { json?: boolean }) => {
      const parts = await examine();
      print(json ? JSON.stringify({ isBroken: isBroken(parts), parts }, null, 2) : inWords(parts));
      if (isBroken(parts)) process.exitCode = 1;
    });
}

const states: Record<FindingState, string> = {
  ok: "ok",
  warning: "warning",
  broken: "BROKEN",
  unseen: "not seen",
  off: "not used",
};

function inWords(parts: Part[]): string {
  const all = parts.flatMap(({ findings }) => findings);
  const count = (state: FindingState) => all.filter((one) => one.state === state).length;
  const lines = parts.flatMap(({ title, findings }) => [
    title,
    ...findings.flatMap((one) => [
      `  ${states[one.state].padEnd(8)}  ${one.title}: ${one.words}`,
      ...(one.fix ? [`            → ${one.fix}`] : []),
    ]),
    "",
  ]);
  return [
    ...lines,
    `${count("broken")} broken, ${count("warning")} to mind, ${count("unseen")} not seen, ${count("ok")} good.`,
  ].join("\n");
}
