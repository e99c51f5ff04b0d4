import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { assertCounted } from "./mails.ts";
import { type AudienceLine, audienceById, namesIn } from "./reads.ts";
import type { AudienceDraft, Who } from "./schema.ts";
import { newslettersIn, plansIn } from "./words.ts";

/** Saves an audience under a name of its own. @throws Refusal invalid_input */
export const makeAudience = (ctx: Ctx<Member>, draft: AudienceDraft): Promise<AudienceLine> =>
  ctx.db.$transaction(async (tx) => {
    await assertSensible(tx, draft);
    const now = ctx.now();
    const { id } = await tx.audience.create({
      data: { ...draft, createdAt: now, createdById: ctx.actor.id, updatedAt: now, updatedById: ctx.actor.id },
    });
    const made = await audienceById(tx, id);
    await record(tx, ctx, "audience.made", subject(id), { after: facts(made) });
    return made;
  });

/**
 * Changes an audience over the version that was open. Issues that it was chosen for, and that nobody has sent, go by the new one;
 * approvals of them are asked for anew.
 * @throws Refusal changed_meanwhile; invalid_input
 */
export const changeAudience = (
  ctx: Ctx<Member>,
  id: string,
  version: number,
  draft: AudienceDraft,
): Promise<AudienceLine> =>
  ctx.db.$transaction(async (tx) => {
    await assertSensible(tx, draft, id);
    const before = await audienceById(tx, id);
    const changed = await tx.audience.updateMany({
      where: { id, version, retiredAt: null },
      data: { ...draft, version: version + 1, updatedAt: ctx.now(), updatedById: ctx.actor.id },
    });
    if (changed.count === 0)
      throw new Refusal(
        "changed_meanwhile",
        before.retiredAt
          ? "This audience has been retired. Bring it back first, and change it then."
          : "Somebody else has changed this audience since you opened it. Reload to see what they made of it.",
      );
    const after = await audienceById(tx, id);
    await record(tx, ctx, "audience.changed", subject(id), { before: facts(before), after: facts(after) });
    return after;
  });

/** Takes an audience off the list to choose from. Issues that it was chosen for are not sent until another is. */
export const retireAudience = (ctx: Ctx<Member>, id: string): Promise<AudienceLine> =>
  ctx.db.$transaction(async (tx) => {
    const before = await audienceById(tx, id);
    const retired = await tx.audience.updateMany({ where: { id, retiredAt: null }, data: { retiredAt: ctx.now() } });
    if (retired.count > 0) await record(tx, ctx, "audience.retired", subject(id), { before: facts(before) });
    return audienceById(tx, id);
  });

/** @throws Refusal invalid_input when its name has been given to another since */
export const bringBackAudience = (ctx: Ctx<Member>, id: string): Promise<AudienceLine> =>
  ctx.db.$transaction(async (tx) => {
    const { name, who } = await audienceById(tx, id);
    await assertSensible(tx, { name, who }, id);
    const back = await tx.audience.updateMany({ where: { id, retiredAt: { not: null } }, data: { retiredAt: null } });
    if (back.count > 0) await record(tx, ctx, "audience.brought-back", subject(id));
    return audienceById(tx, id);
  });

/** One at a time, so that of two who choose the same name one is told. */
async function assertSensible(tx: Tx, { name, who }: { name: string; who: Who }, own?: string) {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('audiences', 29))`;
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    select id from audiences
    where retired_at is null and lower(name) = lower(${name}) and id is distinct from ${own ?? null}::uuid`;
  if (taken)
    throw new Refusal("invalid_input", "name: There is an audience of this name already. Choose another.", {
      fields: [{ field: "name", problem: "taken" }],
    });
  await assertCounted({ sql: (text, ...values) => tx.$queryRaw(text, ...values) }, who);
  const known = await namesIn(tx, [who]);
  const isGone = (id: string) => !known.has(id);
  if (newslettersIn(who).some(isGone))
    throw new Refusal("invalid_input", "who: It names a newsletter that does not exist. Choose one of those that do.");
  if (plansIn(who).some(isGone))
    throw new Refusal("invalid_input", "who: It names a plan that does not exist. Choose one of those that do.");
}

const subject = (id: string) => ({ kind: "audience", id });
const facts = ({ name, words, version }: AudienceLine) => ({ name, words, version });
