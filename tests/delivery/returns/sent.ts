import { returnPath, returnToken } from "@/lib/delivery/returns/address.ts";
import type { TestHouse } from "../../cast.ts";
import { mailingTo } from "../mailings.ts";
import type { Expected, Mailed } from "./shapes.ts";

/** The settings under which mails come back. */
export const settings = { RETURN_DOMAIN: "bounces.site.test" };

/** A mailing that the mail server has taken, and what each of its mails carried. */
export async function sent(house: TestHouse, count = 1) {
  const { db } = house.house;
  const { id, rows } = await mailingTo(house, {}, count);
  await db.delivery.updateMany({ where: { mailingId: id }, data: { state: "accepted", inLine: false } });
  const mails = rows.map((row) => {
    const mac = house.house.tokens.derive("message-id", `${id}:${row.addressKey}`).slice(0, 22);
    const mailed: Mailed = {
      address: row.address,
      returnPath: returnPath(house.house, row.id) ?? "",
      messageId: `<${id}.${mac}@meridian.example>`,
      token: returnToken(house.house, row.id),
    };
    return { row, mailed };
  });
  const [first] = mails;
  if (!first) throw new Error("Nothing was sent.");
  return { id, mails, ...first };
}

/** What the database holds of one delivery's returns: what became of them, its suppression and its consent. */
export async function effectOn(
  house: TestHouse,
  { id, addressKey, memberId }: { id: bigint; addressKey: string; memberId: string | null },
) {
  const { db } = house.house;
  const returns = await db.mailReturn.findMany({
    where: { OR: [{ deliveryId: id }, { addressKey }] },
    orderBy: { id: "asc" },
  });
  const suppression = await db.suppression.findUnique({ where: { addressKey } });
  const standing = await db.consentStanding.findFirst({ where: { memberId: memberId ?? "" } });
  const { state } = await db.delivery.findUniqueOrThrow({ where: { id } });
  const last = returns.at(-1);
  const is: Expected = !last ? "none" : last.isDead ? "dead" : last.kind;
  return {
    is,
    returns,
    state,
    suppressed: suppression && !suppression.liftedAt ? suppression.reason : null,
    consent: standing?.act,
  };
}

/** The state that an effect leaves behind. */
export const leaves = (expected: Expected) => ({
  is: expected,
  state: "accepted",
  suppressed: {
    dead: "the mailbox does not exist",
    complained: "complained",
    bounced: null,
    delayed: null,
    none: null,
  }[expected],
  consent: expected === "complained" ? "withdrawn" : "confirmed",
});
