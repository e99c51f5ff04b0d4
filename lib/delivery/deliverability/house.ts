import ipaddr from "ipaddr.js";
import type { Ctx } from "../../context.ts";
import { about, type Finding } from "../../finding.ts";
import { unanswered } from "../domain-records.ts";
import { carriers } from "../sendable.ts";
import { lookAtReturnSpf } from "./domain.ts";
import { addressesOf, answerOf, type Names, reversed } from "./names.ts";

/** What receivers will find of the house as a whole, whichever domain a mail comes from. */
export async function lookAtHouse(ctx: Pick<Ctx, "env">, names: Names): Promise<Finding[]> {
  const found = await Promise.all([
    returnPath(ctx, names),
    reverseNames(ctx, names),
    blocklists(ctx, names),
    Promise.resolve([unsubscribe(ctx)]),
  ]);
  return found.flat();
}

async function returnPath(ctx: Pick<Ctx, "env">, names: Names): Promise<Finding[]> {
  const say = about("return-path", "Return path");
  const { domain, sesTopic, postmarkSecret, mailgunKey, sendgridKey } = ctx.env.returns;
  const hasWebhook = [sesTopic, postmarkSecret, mailgunKey, sendgridKey].some((one) => one !== undefined);
  if (!domain)
    return [
      hasWebhook
        ? say.ok("Bounces and complaints are told by your provider's webhook.")
        : say.warning(
            "Bounces go to the sender's own mailbox, where nobody counts them, so dead addresses are written to again and again.",
            "Set RETURN_DOMAIN, or open your provider's webhook: docs/operating.md, “Bounces and complaints”.",
          ),
    ];
  const [exchange, spf] = await Promise.all([exchangeOf(domain, names), lookAtReturnSpf(ctx, domain, names)]);
  return [exchange, ...spf.map((one) => ({ ...one, id: `return-${one.id}`, title: `${one.title}, return path` }))];
}

async function exchangeOf(domain: string, names: Names): Promise<Finding> {
  const say = about("return-path", "Return path");
  const exchanges = await answerOf(names.exchanges(domain));
  if (!exchanges) return say.unseen(...unanswered(domain));
  const hosts = exchanges.map(({ exchange }) => exchange).filter((host) => host !== "" && host !== ".");
  if (hosts.length === 0)
    return say.broken(
      `${domain} has no MX, so bounces reach nobody, and some receivers refuse mails whose bounces cannot be taken.`,
      "Point its MX at the machine of INBOUND_SMTP_PORT, or at the mailbox of IMAP_URL.",
    );
  const found = await Promise.all(hosts.map((host) => addressesOf(host, names)));
  const lost = hosts.find((_, at) => found[at]?.length === 0);
  if (lost !== undefined)
    return say.broken(`The MX of ${domain} leads to ${lost}, which has no address.`, "Give that name an address.");
  if (found.some((one) => one === undefined)) return say.unseen(...unanswered(hosts[0] ?? domain));
  return say.ok(`Bounces for ${domain} go to ${hosts.join(" and ")}.`);
}

const notTold = {
  words: "From which address your mail server reaches others is not told, so its name was not looked at.",
  fix: "Set SENDING_ADDRESSES where the mail server is your own; a provider sees to it itself.",
};

/** Large receivers refuse an address without a name, or whose name leads elsewhere. */
async function reverseNames(ctx: Pick<Ctx, "env">, names: Names): Promise<Finding[]> {
  const { addresses } = ctx.env.sending;
  if (addresses.length > 0) return Promise.all(addresses.map((address) => reverseName(address, names)));
  const say = about("reverse", "Reverse DNS");
  return carriers(ctx).every(({ service }) => service !== null)
    ? [say.off("Your mails leave from addresses of your provider, which names them itself.")]
    : [say.unseen(notTold.words, notTold.fix)];
}

async function reverseName(address: string, names: Names): Promise<Finding> {
  const say = about(`reverse-${address}`, `Reverse DNS of ${address}`);
  const found = await answerOf(names.reverse(address));
  if (!found) return say.unseen(...unanswered(address));
  const [name] = found;
  const give = "Let whoever gave you the address set its reverse name to that of your mail server, as it says in HELO.";
  if (name === undefined) return say.broken(`${address} has no name, and large receivers refuse mails from it.`, give);
  const back = await addressesOf(name, names);
  if (!back) return say.unseen(...unanswered(name));
  const same = (one: string) => ipaddr.parse(one).toNormalizedString() === ipaddr.parse(address).toNormalizedString();
  if (!back.some(same))
    return say.broken(
      `${address} is called ${name}, and that name does not lead back to it.`,
      `Give ${name} the address ${address}, or let the reverse name be one that has it.`,
    );
  if (looksRented(name, address))
    return say.warning(`${address} is called ${name}, like a line that anybody rents, which filters distrust.`, give);
  return say.ok(`${address} is called ${name}, which leads back to it. Your mail server should say that name in HELO.`);
}

/** Names that providers give by themselves hold the address. */
const looksRented = (name: string, address: string) =>
  address.includes(".") &&
  [address, [...address.split(".")].reverse().join(".")].some((one) => name.replace(/[-_]/g, ".").includes(one));

async function blocklists(ctx: Pick<Ctx, "env">, names: Names): Promise<Finding[]> {
  const say = about("blocklists", "Blocklists");
  const { addresses, blocklists: lists } = ctx.env.sending;
  if (lists.length === 0) return [say.off("No list is asked. BLOCKLISTS names those that should be.")];
  if (addresses.length === 0)
    return [
      say.unseen(
        `${lists.join(" and ")} could not be asked, for it is not told which address your mail server sends from.`,
        "Set SENDING_ADDRESSES to the addresses from which your mail server reaches others.",
      ),
    ];
  return Promise.all(addresses.flatMap((address) => lists.map((list) => blocklist(address, list, names))));
}

/** Tells the list which address is asked about, and nothing else. RFC 5782. */
async function blocklist(address: string, list: string, names: Names): Promise<Finding> {
  const say = about(`blocklist-${list}-${address}`, list);
  const found = await answerOf(names.v4(`${reversed(address)}.${list}`));
  if (!found) return say.unseen(...unanswered(list));
  if (found.length === 0) return say.ok(`${list} does not list ${address}.`);
  // Lists say by 127.255.255.x that they do not answer who asks; whatever is outside of 127/8 is a page of somebody's.
  const listed = found.filter((one) => one.startsWith("127.") && !one.startsWith("127.255.255."));
  if (listed.length === 0)
    return say.unseen(
      `${list} does not answer the name servers of this machine, so it is not known whether it lists ${address}.`,
      "Many lists answer no public name server: use one of your own, or ask on the list's page.",
    );
  return say.broken(
    `${list} lists ${address} (${listed.join(", ")}), so receivers who ask it refuse your mails.`,
    "Read on the list's page why, stop the cause, and ask there to be taken off.",
  );
}

/** RFC 8058: mail programs press it for their readers only where it is https. */
function unsubscribe(ctx: Pick<Ctx, "env">): Finding {
  const say = about("unsubscribe", "List-Unsubscribe");
  return ctx.env.http.isSecure
    ? say.ok(`Each mailing carries List-Unsubscribe with one press (RFC 8058), to ${ctx.env.http.appUrl}.`)
    : say.warning(
        "Mailings carry List-Unsubscribe, but Gmail and Yahoo press it only where it leads to https.",
        "Set APP_URL to the https address that readers see.",
      );
}
