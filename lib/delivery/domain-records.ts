import { createPublicKey } from "node:crypto";
import { getDomain } from "tldts";
import type { Ctx } from "../context.ts";
import type { DkimKey } from "../dkim.ts";
import { dkimKeysFor } from "../dkim-keys.ts";
import { Refusal } from "../errors.ts";
import { about, type Finding } from "../finding.ts";
import { type Names, textsAt } from "./deliverability/names.ts";
import { carriers, domainOf } from "./sendable.ts";

/** As `resolveTxt` of node:dns/promises. */
export type ResolveTxt = Names["texts"];

type Point = { id: string; level: "pass" | "mind"; title: string; words: string };

/**
 * What DNS says of the domain that mails come from, for the check before sending: whether receivers will believe them. None of
 * it stops a mailing, for what DNS says here and now is not what it says everywhere.
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
  return (await domainRecords(ctx, domain, resolve)).map((finding) => asPoint(finding, isSignedHere(ctx)));
}

/** SPF, DKIM and DMARC of a domain that mails come from. */
export const domainRecords = (ctx: Pick<Ctx, "env">, domain: string, resolve: ResolveTxt): Promise<Finding[]> =>
  Promise.all([spf(domain, resolve), dkim(ctx, domain, resolve), dmarc(domain, resolve)]);

/** That a provider signs is no reason to stop and think before each issue, though nobody can see it from here. */
function asPoint({ id, title, state, words, fix }: Finding, isSigned: boolean): Point {
  const isFine = state === "ok" || (id === "dkim" && !isSigned);
  return { id, title, level: isFine ? "pass" : "mind", words: state === "ok" ? words : `${words} ${fix}` };
}

/** Whether any mailing is signed by us, rather than by who carries it. */
export const isSignedHere = (ctx: Pick<Ctx, "env">) => carriers(ctx).some(({ signs }) => signs);

/** Whether a domain says who may send for it, and says it so that receivers believe it. */
export async function spf(domain: string, resolve: ResolveTxt): Promise<Finding> {
  const say = about("spf", "SPF");
  const records = await textsAt(domain, resolve);
  if (!records) return say.unseen(...unanswered(domain));
  const found = records.filter(isSpf);
  if (found.length > 1)
    return say.broken(
      `${domain} has ${found.length} SPF records, so receivers believe none.`,
      "Make one of them: every include and address in a single record.",
    );
  if (!found[0])
    return say.broken(`${domain} does not say who may send for it.`, "Put an SPF record (v=spf1 …) into DNS.");
  if (/\s\+?all\b/i.test(found[0].replace(/[-~?]all/gi, "")))
    return say.broken(`${domain} lets everybody send for it (+all).`, "End its SPF record with ~all or -all.");
  return say.ok(`${domain} says who may send for it.`);
}

export const isSpf = (text: string) => /^v=spf1(\s|$)/i.test(text);

async function dkim(ctx: Pick<Ctx, "env">, domain: string, resolve: ResolveTxt): Promise<Finding> {
  const say = about("dkim", "DKIM");
  if (!isSignedHere(ctx))
    return say.unseen(
      "Your provider signs, which cannot be seen from here.",
      "Ask there whether it signs for this domain.",
    );
  let keys: DkimKey[];
  try {
    keys = await dkimKeysFor(ctx, domain);
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    const [words = "", ...fix] = problem.message.split(/(?<=\.) (?=[A-Z])/);
    return say.broken(words, fix.join(" "));
  }
  if (keys.length === 0)
    return say.warning(
      `We sign nothing for ${domain}.`,
      `Unless your provider does, make a key with \`masthead dkim create ${domain}\`.`,
    );
  const found = await Promise.all(keys.map((key) => keyInDns(key, resolve)));
  return found.find(({ state }) => state !== "ok") ?? say.ok(`Signed for ${domain}; DNS holds the same key.`);
}

async function keyInDns(key: DkimKey, resolve: ResolveTxt): Promise<Finding> {
  const say = about("dkim", "DKIM");
  const name = `${key.selector}._domainkey.${key.domain}`;
  const records = await textsAt(name, resolve);
  if (!records) return say.unseen(...unanswered(name));
  const found = records.map((text) => text.replace(/\s/g, "")).find((text) => text.includes("p="));
  const put = `Put this into DNS there: v=DKIM1; k=${key.key.asymmetricKeyType}; p=${publicHalf(key)}`;
  if (found === undefined)
    return say.broken(
      `There is no key at ${name}, though we sign with it, so receivers take the mails for forged.`,
      put,
    );
  const isOurs = found.split(";").includes(`p=${publicHalf(key)}`);
  if (!isOurs)
    return say.broken(`${name} does not hold the key that we sign with, so receivers take the mails for forged.`, put);
  if (/(^|;)t=([^;]*:)?y(:|;|$)/i.test(found))
    return say.warning(
      `${name} says that signing is only being tried (t=y), so receivers do not count it.`,
      "Take t=y out of the record.",
    );
  return say.ok(name);
}

/** What a domain asks receivers to do with mails that fail. Undefined when DNS did not answer, null where nothing is asked. */
export async function dmarcOf(domain: string, resolve: ResolveTxt) {
  for (const at of new Set([domain, organisationOf(domain)])) {
    const records = await textsAt(`_dmarc.${at}`, resolve);
    if (!records) return undefined;
    const found = records.find((text) => /^v=DMARC1\b/i.test(text));
    const tags = tagsOf(found ?? "");
    // A subdomain without a record of its own is judged by what the organisation says of those.
    const policy = (at === domain ? undefined : tags.get("sp")) ?? tags.get("p");
    if (policy) return { at, policy, isStrict: tags.get("aspf") === "s", hasReports: tags.has("rua") };
  }
  return null;
}

const tagsOf = (record: string) =>
  new Map(
    record.split(";").map((pair): [string, string] => {
      const [name = "", value = ""] = pair.split("=").map((part) => part.trim().toLowerCase());
      return [name, value];
    }),
  );

/** The domain that was registered, below a public suffix like co.uk. */
export const organisationOf = (domain: string) => getDomain(domain, { allowPrivateDomains: true }) ?? domain;

async function dmarc(domain: string, resolve: ResolveTxt): Promise<Finding> {
  const say = about("dmarc", "DMARC");
  const found = await dmarcOf(domain, resolve);
  if (found === undefined) return say.unseen(...unanswered(`_dmarc.${domain}`));
  if (found === null)
    return say.broken(
      `${domain} has no DMARC record, which Gmail and Yahoo ask of who sends to many.`,
      `Put one at _dmarc.${domain}.`,
    );
  const { at, policy, hasReports } = found;
  const words = `${at} asks receivers to ${policyWords[policy] ?? policy} what fails.`;
  if (!hasReports) return say.ok(words, "Add rua=mailto:… to it, and receivers report who sends in your name.");
  if (policy === "none") return say.ok(words, "Once the reports name nobody strange, ask for p=quarantine.");
  return say.ok(words);
}

const policyWords: Record<string, string> = { none: "let through", quarantine: "put aside", reject: "refuse" };

const publicHalf = ({ key }: DkimKey): string => {
  const half = createPublicKey(key);
  return half.asymmetricKeyType === "ed25519"
    ? Buffer.from(half.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")
    : half.export({ type: "spki", format: "der" }).toString("base64");
};

export const unanswered = (name: string): [words: string, fix: string] => [
  `DNS gave no answer about ${name} in time.`,
  "Look again in a minute.",
];
