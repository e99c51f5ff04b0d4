import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BrowserContext, FullConfig } from "@playwright/test";
import { newAddress, signInMail } from "./inbox.ts";

const run = promisify(execFile);
const site = `http://localhost:${process.env.JOURNEYS_PORT}`;
const people = { editor: "editor", marketer: "marketer", moderator: "moderator", second: "moderator", admin: "admin" };

export type StaffName = keyof typeof people;
type Staff = Record<string, { email: string; session: string }>;

/** Runs a command of the product beside the running house. */
export const masthead = async (...words: string[]): Promise<string> => {
  const done = await run(process.execPath, ["--import", "tsx", "lib/cli/main.ts", ...words], {
    env: besideTheHouse(),
  });
  return done.stdout;
};

/** Before the first journey: gives roles by the command line and signs each of them in, once. */
export default async function makeStaff(_config: FullConfig) {
  const staff: Staff = {};
  for (const [name, role] of Object.entries(people)) {
    const email = newAddress(name);
    await masthead("staff", "grant", email, role);
    staff[name] = { email, session: await sessionFor(email) };
  }
  process.env.JOURNEYS_STAFF = JSON.stringify(staff);
  await letOffersComeAtAnyHour(staff.admin?.session ?? "");
}

/** Journeys are made at night as well, and more of them send notices than one reader would be sent. */
async function letOffersComeAtAnyHour(session: string) {
  const done = await fetch(`${site}/api/v1/desk/settings/contact`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: `next-auth.session-token=${session}` },
    body: JSON.stringify({ isQuiet: false, isCapped: false }),
  });
  if (!done.ok) throw new Error(`The rules for mails about offers could not be switched off: ${await done.text()}`);
}

/** Makes a browser that of a member of staff. */
export async function becomeStaff(context: BrowserContext, name: StaffName): Promise<string> {
  const person = (JSON.parse(process.env.JOURNEYS_STAFF ?? "{}") as Staff)[name];
  if (!person) throw new Error(`Nobody made ${name} before the journeys began.`);
  await context.addCookies([{ name: "next-auth.session-token", value: person.session, url: site }]);
  return person.email;
}

/** Makes a browser that of a moderator whom no other journey is: one person reads one comment at a time, wherever they are. */
export async function becomeAModerator(context: BrowserContext, name: string): Promise<string> {
  const email = newAddress(name);
  await masthead("staff", "grant", email, "moderator");
  await context.addCookies([{ name: "next-auth.session-token", value: await sessionFor(email), url: site }]);
  return email;
}

async function sessionFor(email: string): Promise<string> {
  const post = (path: string, body: unknown, cookie = "") =>
    fetch(`${site}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify(body),
    });
  const asked = await post("/api/v1/sign-in", { email });
  const browser = asked.headers.getSetCookie()[0]?.split(";")[0];
  const { code } = await signInMail(email);
  const done = await post("/api/v1/sign-in/code", { code }, browser);
  const session = done.headers.getSetCookie().find((cookie) => cookie.startsWith("next-auth.session-token="));
  if (!session) throw new Error(`${email} could not sign in: ${await done.text()}`);
  return session.split(";")[0]?.split("=")[1] ?? "";
}

/** Lets the sign-in mails to an address run out, as ten minutes would. */
export const letExpire = (email: string) =>
  run(process.execPath, ["--import", "tsx", "tests/journeys/let-expire.ts", email], { env: besideTheHouse() });

/** Has the time end in which the decision on a comment can be taken back, as a minute would; then its mail goes out. */
export const letUndoingEnd = (commentId: string) =>
  run(process.execPath, ["--import", "tsx", "tests/journeys/let-undoing-end.ts", commentId], { env: besideTheHouse() });

/** Puts a finished mailing back to where a bad mail server would have left it. */
export const stallMailing = (id: string) =>
  run(process.execPath, ["--import", "tsx", "tests/journeys/stall-mailing.ts", id], { env: besideTheHouse() });

/** Has a mailing begun an hour ago, as if somebody had waited. */
export const letAnHourPass = (id: string) =>
  run(process.execPath, ["--import", "tsx", "tests/journeys/let-an-hour-pass.ts", id], { env: besideTheHouse() });

/** Has a recipient domain left alone, as its own policy would bring about. */
export const closeDomain = (domain: string) =>
  run(process.execPath, ["--import", "tsx", "tests/journeys/close-gate.ts", domain], { env: besideTheHouse() });

/** Has the last hour of a newsletter's digest be due, as a morning would. */
export const letDigestBeDue = (slug: string) =>
  run(process.execPath, ["--import", "tsx", "tests/journeys/let-digest-be-due.ts", slug], { env: besideTheHouse() });

const besideTheHouse = () => ({
  ...process.env,
  DATA_DIR: process.env.JOURNEYS_DATA_DIR,
  DATABASE_URL: "",
  SMTP_URL: "",
});
