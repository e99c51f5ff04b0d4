// npm run trials -- wordpress [--pictures <folder>] [--keep]
// Debian's own WordPress with our plugin, our house on a subdomain of it, and a browser that blocks cookies of third parties. Prints each promise
// as it is seen to hold or not, writes pictures, and exits 1 when one did not hold. --keep leaves all of it running until Enter is pressed.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { awayPromises } from "./trial/away.ts";
import { openHouse } from "./trial/members-house.ts";
import { newsroomPromises } from "./trial/newsroom.ts";
import { readerPromises } from "./trial/reader.ts";
import { Rounds } from "./trial/rounds.ts";
import { assertDebian, openSite } from "./trial/site.ts";
import { tokenPromises } from "./trial/tokens.ts";

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    pictures: { type: "string", default: path.join(os.tmpdir(), "masthead-wordpress-pictures") },
    port: { type: "string", default: "4800" },
    keep: { type: "boolean", default: false },
  },
});
assertDebian();
const port = Number(values.port);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-wordpress-"));
// The embedded database runs as another user, who must be able to come to its folder.
fs.chmodSync(dir, 0o711);
fs.mkdirSync(values.pictures, { recursive: true });
const house = await openHouse(path.join(dir, "house"), { host: "members.news.localhost", port });
const site = await openSite(dir, { host: "news.localhost", port: port + 5 });
const rounds = new Rounds({ house, site, dir, pictures: values.pictures });
try {
  await newsroomPromises(rounds);
  await readerPromises(rounds);
  await tokenPromises(rounds);
  await awayPromises(rounds);
  rounds.say(`pictures in ${values.pictures}`);
  if (values.keep) {
    rounds.say(`${site.url}/wp-admin as ${site.admin.name}, “${site.admin.password}”; Enter ends it`);
    await new Promise((resolve) => process.stdin.once("data", resolve));
  }
} finally {
  await rounds.close();
  await site.stop();
  await house.stop();
  fs.rmSync(dir, { recursive: true, force: true });
}
process.exit(rounds.isGood() ? 0 : 1);
