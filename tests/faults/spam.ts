// npm run trials -- spam
// Debian's own SpamAssassin, without its tests that ask others, looks at the demo's issue as it would go out, and at one that a filter must
// find. Prints what it says of each, and exits 1 when the first has more than one point, or the second fewer than five. What an operator needs
// is there: apt-get install spamassassin spamd.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { demoIssues } from "@/prisma/demo/stories.ts";
import { openHouse } from "../../plugins/wordpress/trial/members-house.ts";
import { ended, until } from "../../plugins/wordpress/trial/site.ts";

type Look = {
  state: string;
  words: string;
  looks: { score: number; rules: { name: string; score: number; words: string }[] }[];
};

const port = await freePort();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-spam-"));
// The embedded database runs as another user, who must be able to come to its folder.
fs.chmodSync(dir, 0o711);
process.env.SPAM_CHECK = `spamd://127.0.0.1:${port}`;
const spamd = await startSpamd(port);
const house = await openHouse(path.join(dir, "house"), { host: "localhost", port: 4820 });
let isGood = true;
try {
  const [demo] = demoIssues;
  if (!demo) throw new Error("The demo has no issue.");
  const body = demo.paragraphs
    .map(({ text }) => `${text} [Read the story](https://meridian.example/stories)`)
    .join("\n\n");
  await judge("the demo's issue", { subject: demo.subject, preview: demo.preview, body }, (score) => score <= 1);
  const worst =
    "Dear friend, CLICK HERE for 100% free viagra, cialis and a money back guarantee! You have been selected as a winner of $1,000,000.\n\n" +
    "This is not spam. [CLICK HERE NOW](http://192.0.2.7/free) to claim your prize, no credit check, act now, order now, limited time only!";
  await judge(
    "one that is spam",
    { subject: "YOU HAVE WON $$$ FREE MONEY!!!", preview: "", body: worst },
    (score) => score >= 5,
  );
} finally {
  await house.stop();
  await ended(spamd);
  fs.rmSync(dir, { recursive: true, force: true });
}
process.exit(isGood ? 0 : 1);

async function judge(what: string, issue: object, isRight: (score: number) => boolean) {
  const { id } = await house.desk<{ id: string }>("POST", "desk/newsletters/morning/issues", issue);
  const look = await house.desk<Look>("POST", `desk/issues/${id}/spam-looks`, {});
  const [first] = look.looks;
  const holds = first !== undefined && isRight(first.score);
  isGood &&= holds;
  print(`${holds ? "holds" : "FAILS"}  ${what}: ${first ? `${first.score} points` : look.words}`);
  for (const { name, score, words } of first?.rules ?? [])
    print(`       ${score.toFixed(1).padStart(5)}  ${name}  ${words}`);
}

async function startSpamd(at: number): Promise<ChildProcess> {
  const binary = ["/usr/sbin/spamd", "/usr/bin/spamd"].find((one) => fs.existsSync(one));
  if (!binary) throw new Error("There is no spamd. Install it first: apt-get install spamassassin spamd");
  // Root may not look at mails itself; whoever it is handed to needs a folder of its own.
  const isRoot = process.getuid?.() === 0;
  const own = path.join(dir, "spamd");
  fs.mkdirSync(own);
  if (isRoot) spawnSync("chown", ["debian-spamd", own]);
  const asNobody = isRoot ? ["-u", "debian-spamd", "-H", own] : [];
  const listening = [
    "-i",
    "127.0.0.1",
    "-p",
    String(at),
    "--local",
    "--nouser-config",
    "--syslog=null",
    "--max-children=1",
  ];
  const child = spawn(binary, [...listening, ...asNobody], { stdio: "ignore" });
  await until(() => answers(at), "spamd");
  return child;
}

function answers(at: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = net.connect(at, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}

function print(line: string) {
  process.stdout.write(`${line}\n`);
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return free;
}
