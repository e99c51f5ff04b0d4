import fs from "node:fs";
import { Command } from "commander";
import { BadSettings } from "../env.ts";
import { Refusal } from "../errors.ts";

type Add = (program: Command) => void;

/** Each group of commands brings its rooms along, some of them whole languages: only the one that was asked for is loaded. */
const processes = async () => (await import("./processes.ts")).addProcessCommands;
const groups: Record<string, () => Promise<Add>> = {
  start: processes,
  web: processes,
  worker: processes,
  migrate: processes,
  backups: async () => (await import("./backups.ts")).addBackupsCommands,
  doctor: async () => (await import("./doctor.ts")).addDoctorCommand,
  stories: async () => (await import("./stories.ts")).addStoriesCommands,
  comments: async () => (await import("./comments.ts")).addCommentsCommands,
  staff: async () => (await import("./staff.ts")).addStaffCommands,
  sso: async () => (await import("./sso.ts")).addSsoCommands,
  dkim: async () => (await import("./dkim.ts")).addDkimCommands,
  newsletters: async () => (await import("./newsletters.ts")).addNewslettersCommands,
  mailings: async () => (await import("./mailings.ts")).addMailingsCommands,
  rules: async () => (await import("./rules.ts")).addRulesCommands,
  payments: async () => (await import("./payments.ts")).addPaymentCommands,
};

if (fs.existsSync(".env")) process.loadEnvFile(".env");

const program = new Command("masthead")
  .description("Members for a news site: sign-in, bookmarks, comments, newsletters and offers.")
  .showHelpAfterError();
const asked = process.argv[2] ?? "";
// Whoever asks for help, or for what there is not, is shown all of them.
const wanted = Object.hasOwn(groups, asked) ? [groups[asked]] : new Set(Object.values(groups));
for (const load of wanted) (await load?.())?.(program);

try {
  await program.parseAsync();
} catch (problem) {
  const isOurs = problem instanceof BadSettings || problem instanceof Refusal;
  process.stderr.write(
    `masthead: ${isOurs ? problem.message : problem instanceof Error ? problem.stack : String(problem)}\n`,
  );
  process.exitCode = 1;
}
