import type { Person } from "../cast.ts";
import type { shop } from "./shop.ts";

export type Group = {
  id: string;
  name: string;
  state: string;
  seats: number;
  taken: number;
  invited: number;
  free: number;
  domains: string[];
  ownDomain: string | null;
  endsAt: string | null;
  readers: { id: string; who: string; isInvited: boolean; isWaiting: boolean }[];
  invitations: { id: string; email: string; isOver: boolean; mailFailedAt: string | null; mailsLeft: number }[];
};

/** What a company and its readers do, through the API. */
export function company(here: ReturnType<typeof shop>) {
  const { house } = here;
  const at = {
    /** Sells a plan to groups, from two seats to so many. */
    sell: (by: Person, planId: string, to = 500) =>
      here.call(by, "PATCH", `desk/plans/${planId}`, { groups: { from: 2, to } }),
    async begin(owner: Person, priceId: string, seats: number, name = "Acme Water Works") {
      const answer = await here.call(owner, "POST", "me/groups", { priceId, name, seats });
      if (answer.status !== 201) throw new Error(await answer.text());
      return (await answer.json()) as { id: string; url: string };
    },
    /** Bought, paid and told of. */
    async buys(owner: Person, priceId: string, seats: number, name?: string) {
      const { id, url } = await at.begin(owner, priceId, seats, name);
      await here.pay(url);
      await here.ringAll();
      return id;
    },
    look: async (owner: Person, id: string) =>
      (await (await here.call(owner, "GET", `me/groups/${id}`)).json()) as Group,
    invite: (owner: Person, id: string, addresses: string) =>
      here.call(owner, "POST", `me/groups/${id}/invitations`, { addresses }),
    act: (owner: Person, id: string, path: string, body: object = {}) =>
      here.call(owner, "POST", `me/groups/${id}/${path}`, body),
    /** The code in the newest mail to an address. */
    async codeFor(email: string) {
      await house.runJobs();
      return /\/seat\/([\w-]+)/.exec(house.mailsTo(email).at(-1)?.text ?? "")?.[1] ?? "";
    },
    take: (person: Person, code: string) => here.call(person, "POST", `seats/${code}/taking`, {}),
    join: (person: Person, id: string) => here.call(person, "POST", `groups/${id}/seat`, {}),
    /** A member whose proven address is this one. */
    async memberAt(email: string, name = "Nell Reader"): Promise<Person> {
      const person = await house.member(`${name} ${crypto.randomUUID().slice(0, 8).replace(/\d/g, "x")}`);
      const emailKey = house.house.tokens.keyedHash("address", email);
      await house.house.db.member.update({ where: { id: person.actor.id }, data: { email, emailKey } });
      return { ...person, actor: { ...person.actor, email } };
    },
    row: (id: string) => house.house.db.planGroup.findUniqueOrThrow({ where: { id } }),
    /** Another number of seats, said at Stripe and not here. */
    async setAtStripe(id: string, quantity: number) {
      const { stripeId } = await at.row(id);
      const found = await here.stripe.subscriptions.retrieve(stripeId ?? "");
      const items = [{ id: found.items.data[0]?.id ?? "", quantity }];
      await here.stripe.subscriptions.update(stripeId ?? "", { items, proration_behavior: "always_invoice" });
      await here.ringAll();
    },
  };
  return at;
}
