import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { templateByName } from "./reads.ts";
import type { GivenFields } from "./schema.ts";
import { usualMinutes } from "./schema.ts";
import { assertUsable, putDown } from "./send.ts";

/**
 * Sends a template as it was saved to colleagues, marked as a test. To nobody else: who is no member of staff never gets one.
 * @throws Refusal invalid_input naming the addresses that belong to nobody at the desk
 */
export async function testMessage(ctx: Ctx<Member>, name: string, addresses: string[], fields: GivenFields) {
  const template = await templateByName(ctx, name);
  assertUsable(template);
  const wanted = [...new Set(addresses)];
  const staff = await ctx.db.member.findMany({
    where: { email: { in: wanted }, bannedAt: null, staffGrants: { some: { revokedAt: null } } },
    select: { id: true, email: true, emailKey: true, displayName: true },
  });
  const strangers = wanted.filter((address) => !staff.some(({ email }) => email === address));
  if (strangers.length > 0)
    throw new Refusal(
      "invalid_input",
      `to: Test mails go to colleagues at the desk alone. ${strangers.join(", ")} ${strangers.length === 1 ? "is" : "are"} nobody there.`,
    );
  const usefulUntil = new Date(ctx.now().getTime() + usualMinutes * 60_000);
  for (const { id: memberId, email: address, emailKey: addressKey, displayName } of staff)
    await putDown(ctx, {
      template,
      to: { memberId, address, addressKey, displayName },
      fields,
      usefulUntil,
      isTest: true,
    });
  const subject = { kind: "message-template", id: template.id };
  await ctx.db.$transaction((tx) =>
    record(tx, ctx, "message-template.tested", subject, { after: { name, mails: staff.length } }),
  );
  return { mails: staff.length };
}
