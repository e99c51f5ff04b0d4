import type { Ctx } from "../context.ts";
import { lookAtDomain } from "../delivery/deliverability/domain.ts";
import { lookAtHouse } from "../delivery/deliverability/house.ts";
import type { Names } from "../delivery/deliverability/names.ts";
import { domainOf } from "../delivery/sendable.ts";
import type { Finding } from "../finding.ts";
import { fromAddresses } from "../newsletters/reads.ts";
import { publicationOf } from "../publication.ts";

export type Deliverability = {
  /** Each domain that mails come from, with whose they are. */
  domains: { domain: string; senders: string[]; findings: Finding[] }[];
  house: Finding[];
};

/** Whether receivers will believe our mails, as far as DNS says: for each domain that they come from, and for the house. */
export async function readDeliverability(ctx: Pick<Ctx, "env" | "sql">, names: Names): Promise<Deliverability> {
  const [senders, house] = await Promise.all([sendersByDomain(ctx), lookAtHouse(ctx, names)]);
  const domains = await Promise.all(
    [...senders].map(async ([domain, of]) => ({
      domain,
      senders: of,
      findings: await lookAtDomain(ctx, domain, names),
    })),
  );
  return { domains, house };
}

async function sendersByDomain(ctx: Pick<Ctx, "env" | "sql">): Promise<Map<string, string[]>> {
  const [publication, newsletters] = await Promise.all([publicationOf(ctx), fromAddresses(ctx)]);
  const found = new Map([[domainOf(publication.mailFrom).toLowerCase(), [publication.name]]]);
  for (const { name, address } of newsletters) {
    const domain = domainOf(address).toLowerCase();
    found.set(domain, [...(found.get(domain) ?? []), name]);
  }
  return found;
}
