import fs from "node:fs";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { readEnv } from "../env.ts";
import { isUrl } from "../is-url.ts";
import { forgetRehearsal } from "../plans/forget.ts";
import { startRehearsal } from "../server/rehearsal/rehearsal.ts";
import { untilToldToStop } from "../server/stopping.ts";
import { print, withHouse } from "./with-house.ts";

/** payments rehearse, forget. */
export function addPaymentCommands(program: Command) {
  const payments = program.command("payments").description("what readers pay");
  payments
    .command("rehearse")
    .description("a Stripe of our own, to try payments out: its API, its checkout and its portal; no money moves")
    .option("--port <port>", "where it listens; another one when it is taken", aPort, 12111)
    .option("--doorbell <url>", "where it sends a signed webhook for each event", anAddress)
    .option("--secret <secret>", "what webhooks are signed with", "whsec_rehearsal")
    .action(async ({ port, doorbell, secret }: { port: number; doorbell?: string; secret: string }) => {
      const { dataDir } = readEnv();
      fs.mkdirSync(dataDir, { recursive: true });
      const file = path.join(dataDir, "rehearsal.json");
      const rehearsal = await startRehearsal({ port, file, ...(doorbell && { doorbell: { url: doorbell, secret } }) });
      print(`payments  ${rehearsal.url}   (a rehearsal: no money moves)`);
      print(`key       ${rehearsal.apiKey}`);
      print(`books     ${file}`);
      await untilToldToStop();
      await rehearsal.stop();
      process.exit(0);
    });
  payments
    .command("forget")
    .description(
      "take plans and memberships of a rehearsal, or of test keys, out of the database; what is live is never touched",
    )
    .action(async () => {
      const count = await withHouse(forgetRehearsal);
      print(
        `Forgotten: ${count} ${count === 1 ? "plan" : "plans"}, with who was on them. The next start takes the keys that it finds.`,
      );
    });
}

function aPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Write a port from 0 to 65535, like 12111.");
}

function anAddress(text: string): string {
  if (isUrl(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("Write an address like http://localhost:3000/api/webhooks/stripe.");
}
