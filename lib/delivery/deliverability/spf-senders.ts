import ipaddr from "ipaddr.js";
import { about, type Finding } from "../../finding.ts";
import type { Service } from "../../providers.ts";
import { isSpf, unanswered } from "../domain-records.ts";
import { addressesOf, answerOf, type Names, textsAt } from "./names.ts";

/** RFC 7208, 4.6.4: who needs more is believed by nobody. */
const mostLookUps = 10;
/** So far we follow it, to say by how much it is too long. */
const mostFollowed = 40;

/** What these services ask to be put into the record of whose mails they carry. */
const includeOf: Partial<Record<Service, string>> = {
  ses: "amazonses.com",
  sendgrid: "sendgrid.net",
  mailgun: "mailgun.org",
};

/** Whom the mails leave from: services whose names are known, and addresses that the operator has told. */
export type Senders = { services: Service[]; addresses: string[]; hasOthers: boolean };

/** Whether the SPF record of a domain lets in who really sends for it, and whether receivers follow it to its end. */
export async function spfSenders(domain: string, senders: Senders, names: Names): Promise<Finding> {
  const say = about("spf-senders", "Who may send");
  const seen: Seen = { lookUps: 0, networks: [], included: new Set(), unread: [], silent: [], empty: [] };
  await follow(domain, seen, names);
  const [silent] = seen.silent;
  if (seen.lookUps > mostLookUps)
    return say.broken(
      `The SPF record of ${domain} needs ${seen.lookUps >= mostFollowed ? `${mostFollowed} look-ups and more` : `${seen.lookUps} look-ups`}, and receivers give up after ${mostLookUps} and believe none of it.`,
      "Take out includes of whoever does not send for you any more, or write addresses in their place.",
    );
  if (silent !== undefined) return say.unseen(...unanswered(silent));
  const [empty] = seen.empty;
  if (empty !== undefined)
    return say.broken(
      `The SPF record of ${domain} refers to ${empty}, which has none, so receivers believe none of it.`,
      `Take ${empty} out, or put right how it is written.`,
    );
  return whoIsMissing(domain, senders, seen);
}

type Seen = {
  lookUps: number;
  networks: string[];
  included: Set<string>;
  /** What depends on the mail itself. */
  unread: string[];
  silent: string[];
  empty: string[];
};

/** Follows a record and all that it refers to. */
async function follow(domain: string, seen: Seen, names: Names): Promise<void> {
  const records = await textsAt(domain, names.texts);
  if (!records) return void seen.silent.push(domain);
  const [record] = records.filter(isSpf);
  if (!record) return void seen.empty.push(domain);
  const terms = record.trim().split(/\s+/).slice(1);
  for (const term of terms) {
    if (seen.lookUps >= mostFollowed) return;
    await followTerm(term, domain, seen, names);
  }
}

async function followTerm(term: string, domain: string, seen: Seen, names: Names): Promise<void> {
  const [, sign, kind = "", rest = ""] = /^([-~?+]?)([a-z0-9]+)(.*)$/i.exec(term) ?? [];
  const value = rest.replace(/^[:=]/, "");
  const mechanism = kind.toLowerCase();
  // What is said not to pass lets nobody in, and costs a look-up all the same.
  const lets = sign === "" || sign === "+";
  if (mechanism === "ip4" || mechanism === "ip6") return void (lets && seen.networks.push(value));
  if (!["a", "mx", "include", "redirect", "exists", "ptr"].includes(mechanism)) return;
  seen.lookUps += 1;
  if (mechanism === "ptr" || mechanism === "exists" || value.includes("%")) return void seen.unread.push(term);
  if (mechanism === "include" || mechanism === "redirect") {
    if (lets) seen.included.add(value.toLowerCase().replace(/\.$/, ""));
    return follow(value, seen, names);
  }
  const [, host = "", v4 = "", v6 = ""] = /^([^/]*)(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(value) ?? [];
  const found = await (mechanism === "a" ? addressesOf(host || domain, names) : addressesOfMx(host || domain, names));
  if (!found) return void seen.silent.push(host || domain);
  if (lets) seen.networks.push(...found.map((one) => `${one}/${one.includes(":") ? v6 || "128" : v4 || "32"}`));
}

async function addressesOfMx(domain: string, names: Names): Promise<string[] | undefined> {
  const exchanges = await answerOf(names.exchanges(domain));
  if (!exchanges) return undefined;
  const found = await Promise.all(exchanges.slice(0, 10).map(({ exchange }) => addressesOf(exchange, names)));
  return found.some((one) => one === undefined) ? undefined : found.flatMap((one) => one ?? []);
}

function whoIsMissing(domain: string, { services, addresses, hasOthers }: Senders, seen: Seen): Finding {
  const say = about("spf-senders", "Who may send");
  const outside = addresses.filter((address) => !seen.networks.some((network) => isIn(address, network)));
  const [first] = outside;
  if (first !== undefined && seen.unread.length === 0)
    return say.broken(
      `The SPF record of ${domain} does not let ${outside.join(" and ")} send for it.`,
      `Put ${outside.map((one) => `${one.includes(":") ? "ip6" : "ip4"}:${one}`).join(" ")} into it, before its end.`,
    );
  if (first !== undefined)
    return say.unseen(
      `Whether ${domain} lets ${outside.join(" and ")} send for it depends on the mail (${seen.unread[0]}), so it was not found out.`,
      `Put ${outside.map((one) => `${one.includes(":") ? "ip6" : "ip4"}:${one}`).join(" ")} into its SPF record, which is sure.`,
    );
  const strange = services.flatMap((service) => {
    const include = includeOf[service];
    return include && !seen.included.has(include) ? [{ service, include }] : [];
  });
  const [missing] = strange;
  if (missing)
    return say.warning(
      `The SPF record of ${domain} does not name ${missing.service}, which carries its mails, so only DKIM speaks for them.`,
      `Put include:${missing.include} into it, before its end.`,
    );
  if (hasOthers && addresses.length === 0)
    return say.unseen(
      `The SPF record of ${domain} takes ${seen.lookUps} of ${mostLookUps} look-ups. Whether it lets your mail server in was not found out, for nobody has told which address that sends from.`,
      "Set SENDING_ADDRESSES to the addresses from which your mail server reaches others.",
    );
  return say.ok(`The SPF record of ${domain} lets your senders in, by ${seen.lookUps} of ${mostLookUps} look-ups.`);
}

function isIn(address: string, network: string): boolean {
  const whole = network.includes("/") ? network : `${network}/${network.includes(":") ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(whole)) return false;
  const one = ipaddr.parse(address);
  const [base, bits] = ipaddr.parseCIDR(whole);
  return one.kind() === base.kind() && one.match(base, bits);
}
