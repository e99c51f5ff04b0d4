import type { Command } from "commander";
import { createDkim, useDkim } from "../dkim-keys.ts";
import { readEnv } from "../env.ts";
import { print } from "./with-house.ts";

export function addDkimCommands(program: Command) {
  const dkim = program.command("dkim").description("keys that sign mails for a domain");
  dkim
    .command("create <domain>")
    .description("make an RSA-2048 and an Ed25519 key, and print what belongs into DNS; they do not sign yet")
    .option("--selector <name>", "under which the keys stand in DNS", "masthead")
    .action(async (domain: string, { selector }: { selector: string }) => {
      for (const { name, type, value } of await createDkim({ env: readEnv() }, domain, selector))
        print(`${name}  ${type}  "${value}"`);
      print(`When both stand in DNS: masthead dkim use ${domain} --selector ${selector}`);
    });
  dkim
    .command("use <domain>")
    .description("sign with the keys of a selector from the next mailing on, and with no others")
    .option("--selector <name>", "which keys", "masthead")
    .action(async (domain: string, { selector }: { selector: string }) => {
      const names = await useDkim({ env: readEnv() }, domain, selector);
      print(`${domain} is signed with ${names.join(" and ")}.`);
    });
}
