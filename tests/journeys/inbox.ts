import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";

export type Mail = {
  id: string;
  to: string[];
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string[]>;
};

const catcher = `http://localhost:${Number(process.env.JOURNEYS_PORT) + 1}`;

/** An address that nobody else in this run has. */
export const newAddress = (name = "reader") => `${name}.${randomUUID().slice(0, 8)}@reader.test`;

/** Everything that arrived at an address, the newest last. */
export async function mailsTo(email: string, subject: RegExp = /./): Promise<Mail[]> {
  const answer = await fetch(`${catcher}/api/mails?to=${encodeURIComponent(email)}`);
  return ((await answer.json()) as Mail[]).filter((mail) => subject.test(mail.subject));
}

/** The newest mail to an address with this subject, as soon as there are that many of them. */
export async function mailTo(email: string, subject: RegExp, count = 1): Promise<Mail> {
  await expect
    .poll(async () => (await mailsTo(email, subject)).length, {
      message: `mails to ${email} with the subject ${subject}`,
      intervals: [50, 100, 200],
      timeout: 60_000,
    })
    .toBe(count);
  const mail = (await mailsTo(email, subject)).at(-1);
  if (!mail) throw new Error(`The mail to ${email} is gone again.`);
  return mail;
}

/** The link and the code of the newest sign-in mail. */
export async function signInMail(email: string, count = 1): Promise<{ link: string; code: string }> {
  const mail = await mailTo(email, /is your code for/, count);
  return { link: linkIn(mail, "/signin/confirm?token="), code: mail.subject.slice(0, 6) };
}

/** The link of the mail that asks for a confirmation. */
export async function confirmLink(email: string, title: string, count = 1): Promise<string> {
  return linkIn(await mailTo(email, new RegExp(`^Please confirm: ${title}$`), count), "/confirm/");
}

/** The address in a mail whose path begins so; what the mail shows to people and to programs must agree. */
export function linkIn(mail: Mail, begins: string): string {
  const links = [...mail.html.matchAll(/href="([^"]+)"/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&"));
  const found = links.find((link) => link.includes(begins));
  if (!found) throw new Error(`“${mail.subject}” has no link to ${begins}, only ${links.join(", ")}`);
  expect(mail.text).toContain(found);
  return found;
}

/** The address in List-Unsubscribe, as a mail program takes it. */
export function oneClickAddress(mail: Mail): string {
  const address = /^<([^>]+)>$/.exec(mail.headers["list-unsubscribe"]?.[0] ?? "")?.[1];
  if (!address) throw new Error(`“${mail.subject}” has no List-Unsubscribe address.`);
  return address;
}
