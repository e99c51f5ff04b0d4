import { createPublicKey } from "node:crypto";
import type { Ctx } from "../context.ts";
import type { DkimKey } from "../dkim.ts";
import { dkimKeysFor } from "../dkim-keys.ts";
import { Refusal } from "../errors.ts";
import { carriers, domainOf } from "./sendable.ts";

/** As `resolveTxt` of node:dns/promises. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

type Point = { id: string; level: "pass" | "mind"; title: string; words: string };

const patienceMs = 4_000;

/**
 * What DNS says of the domain that mails come from: whether receivers will believe them. None of it stops a mailing, for
 * what DNS says here and now is not what it says everywhere.
 */
export async function domainPoints(ctx: Pick<Ctx, "env">, fromAddress: string, resolve: ResolveTxt): Promise<Point[]> {
  const domain = domainOf(fromAddress);
  if (ctx.env.providers.length === 0)
    return [
      {
        id: "domain",
        level: "pass",
        title: "From",
        words: `${fromAddress}. Mails go to the local mail catcher, so ${domain} was asked nothing.`,
      },
    ];
  return Promise.all([spf(domain, resolve), dkim(ctx, domain, resolve), dmarc(domain, resolve)]);
}

async function spf(domain: string, resolve: ResolveTxt): Promise<Point> {
  const point = { id: "spf", title: "SPF" };
  const records = await textsAt(domain, resolve);
  if (!records) return { ...point, ...unanswered(domain) };
  const found = records.filter((text) => /^v=spf1(\s|$)/i.test(text));
  if (found.length > 1)
    return {
      ...point,
      level: "mind",
      words: `${domain} has ${found.length} SPF records, so receivers believe none. Make one of them.`,
    };
  if (!found[0])
    return {
      ...point,
      level: "mind",
      words: `${domain} does not say who may send for it. Put an SPF record (v=spf1 …) into DNS.`,
    };
  if (/\s\+?all\b/i.test(found[0].replace(/[-~?]all/gi, "")))
    return {
      ...point,
      level: "mind",
      words: `${domain} lets everybody send for it (+all). End its SPF record with ~all or -all.`,
    };
  return { ...point, level: "pass", words: `${domain} says who may send for it.` };
}

async function dkim(ctx: Pick<Ctx, "env">, domain: string, resolve: ResolveTxt): Promise<Point> {
  const point = { id: "dkim", title: "DKIM" };
  if (!carriers(ctx).some(({ signs }) => signs))
    return { ...point, level: "pass", words: "Your provider signs; ask there whether it does so for this domain." };
  let keys: DkimKey[];
  try {
    keys = await dkimKeysFor(ctx, domain);
  } catch (problem) {
    if (problem instanceof Refusal) return { ...point, level: "mind", words: problem.message };
    throw problem;
  }
  if (keys.length === 0)
    return {
      ...point,
      level: "mind",
      words: `We sign nothing for ${domain}. Unless your provider does, make a key with \`masthead dkim create ${domain}\`.`,
    };
  for (const key of keys) {
    const name = `${key.selector}._domainkey.${domain}`;
    const records = await textsAt(name, resolve);
    if (!records) return { ...point, ...unanswered(name) };
    if (!records.some((text) => text.replace(/\s/g, "").includes(`p=${publicHalf(key)}`)))
      return {
        ...point,
        level: "mind",
        words: `${name} does not hold the key that we sign with, so receivers take the mails for forged.`,
      };
  }
  return { ...point, level: "pass", words: `Signed for ${domain}; DNS holds the same key.` };
}

async function dmarc(domain: string, resolve: ResolveTxt): Promise<Point> {
  const point = { id: "dmarc", title: "DMARC" };
  const parent = domain.split(".").slice(-2).join(".");
  for (const at of new Set([domain, parent])) {
    const records = await textsAt(`_dmarc.${at}`, resolve);
    if (!records) return { ...point, ...unanswered(`_dmarc.${at}`) };
    const found = records.find((text) => /^v=DMARC1\b/i.test(text));
    const policy = /\bp\s*=\s*(\w+)/i.exec(found ?? "")?.[1]?.toLowerCase();
    if (policy)
      return { ...point, level: "pass", words: `${at} asks receivers to ${policyWords[policy] ?? policy} what fails.` };
  }
  return {
    ...point,
    level: "mind",
    words: `${domain} has no DMARC record, which Gmail and Yahoo ask of who sends to many. Put one at _dmarc.${domain}.`,
  };
}

const policyWords: Record<string, string> = { none: "let through", quarantine: "put aside", reject: "refuse" };

const publicHalf = ({ key }: DkimKey): string => {
  const half = createPublicKey(key);
  return half.asymmetricKeyType === "ed25519"
    ? Buffer.from(half.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")
    : half.export({ type: "spki", format: "der" }).toString("base64");
};

const unanswered = (name: string) =>
  ({ level: "mind", words: `DNS gave no answer about ${name} in time. Look again in a minute.` }) as const;

/** Undefined when nobody answered; a name that does not exist has no texts. */
async function textsAt(name: string, resolve: ResolveTxt): Promise<string[] | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), patienceMs);
  });
  try {
    const found = await Promise.race([resolve(name), late]);
    return found?.map((parts) => parts.join(""));
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    return code === "ENOTFOUND" || code === "ENODATA" ? [] : undefined;
  } finally {
    clearTimeout(timer);
  }
}
