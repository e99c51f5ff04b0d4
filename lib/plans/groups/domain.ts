import { freeEmailDomains } from "free-email-domains-typescript";
import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { emailAddress } from "../../members/address.ts";
import { lockGroup, noSuchGroup } from "./settle.ts";

/** What the library does not know yet. */
const alsoPublic =
  "proton.me pm.me tutanota.com tuta.com tuta.io hey.com mailbox.org privaterelay.appleid.com mozmail.com online.de 1und1.de";
const publicDomains = new Set([...freeEmailDomains, ...alsoPublic.split(" ")]);

/** Of an address as it is stored: lower case, in ASCII. One below it is another domain. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

/** Where anybody can have an address: whoever has one there proves nothing of where they belong. */
export const isPublicDomain = (domain: string): boolean => publicDomains.has(domain);

/**
 * The owner lets everybody in who proved an address at the domain of their own, or not any more. Who has a seat keeps it.
 * @throws Refusal not_allowed for the domain of a public provider
 */
export async function openMyDomain(ctx: Ctx<Member>, groupId: string, isOpen: boolean): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const [me] = await tx.$queryRaw<{ email: string }[]>`
      select email from members where id = ${ctx.actor.id}::uuid for share`;
    const group = await lockGroup(tx, groupId);
    if (!group || group.ownerId !== ctx.actor.id) throw noSuchGroup();
    const domain = domainOf(me?.email ?? "");
    if (isOpen && isPublicDomain(domain)) throw isPublic(domain);
    // Closed, all of them are: what the desk has set for them as well.
    const domains = isOpen ? [...new Set([...group.domains, domain])] : [];
    await keep(ctx, tx, group, domains);
  });
}

/** The desk says which domains they are, for who cannot prove them by their own address; none closes it. */
export async function setDomains(ctx: Ctx<Member>, groupId: string, given: string[]): Promise<void> {
  const domains = [...new Set(given.map(domainIn))];
  await ctx.db.$transaction(async (tx) => {
    const group = await lockGroup(tx, groupId);
    if (!group) throw noSuchGroup();
    await keep(ctx, tx, group, domains);
  });
}

/** Read as the domain of an address is, so that it is compared in the same letters. */
function domainIn(text: string): string {
  const parsed = emailAddress.safeParse(`a@${text.replace(/^@/, "")}`);
  if (!parsed.success)
    throw new Refusal("invalid_input", `domains: “${text.slice(0, 60)}” is no domain. Write it like example.org.`);
  const domain = domainOf(parsed.data);
  if (isPublicDomain(domain)) throw isPublic(domain);
  return domain;
}

const isPublic = (domain: string) =>
  new Refusal(
    "not_allowed",
    `Anybody can have an address at ${domain}, so it lets nobody into a group. Invite each reader by their address.`,
  );

type Kept = { id: string; domains: string[] };

async function keep(
  ctx: Ctx<Member>,
  tx: Parameters<typeof record>[0],
  { id, domains: before }: Kept,
  after: string[],
) {
  if (before.length === after.length && after.every((one) => before.includes(one))) return;
  await tx.planGroup.update({ where: { id }, data: { domains: after } });
  const change = { before: { domains: before }, after: { domains: after } };
  await record(tx, ctx, "group.domains_set", { kind: "group", id }, change);
}
