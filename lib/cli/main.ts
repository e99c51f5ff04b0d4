import fs from "node:fs";
import { Command } from "commander";
import { BadSettings } from "../env.ts";
import { Refusal } from "../errors.ts";
import { addCommentsCommands } from "./comments.ts";
import { addDkimCommands } from "./dkim.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addMailingsCommands } from "./mailings.ts";
import { addNewslettersCommands } from "./newsletters.ts";
import { addPaymentCommands } from "./payments.ts";
import { addProcessCommands } from "./processes.ts";
import { addRulesCommands } from "./rules.ts";
import { addSsoCommands } from "./sso.ts";
import { addStaffCommands } from "./staff.ts";
import { addStoriesCommands } from "./stories.ts";

if (fs.existsSync(".env")) process.loadEnvFile(".env");

const program = new Command("masthead")
  .description("Members for a news site: sign-in, bookmarks, comments, newsletters and offers.")
  .showHelpAfterError();
addProcessCommands(program);
addDoctorCommand(program);
addStoriesCommands(program);
addCommentsCommands(program);
addStaffCommands(program);
addSsoCommands(program);
addDkimCommands(program);
addNewslettersCommands(program);
addMailingsCommands(program);
addRulesCommands(program);
addPaymentCommands(program);

try {
  await program.parseAsync();
} catch (problem) {
  const isOurs = problem instanceof BadSettings || problem instanceof Refusal;
  process.stderr.write(
    `masthead: ${isOurs ? problem.message : problem instanceof Error ? problem.stack : String(problem)}\n`,
  );
  process.exitCode = 1;
}
