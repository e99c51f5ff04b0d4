import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Prisma, type Tx } from "../../db.ts";
import { Refusal } from "../../errors.ts";
import { enqueue } from "../../jobs.ts";
import { workOnList } from "../jobs.ts";
import { listById } from "./reads.ts";
import { type ListView, pieceBytes } from "./schema.ts";

/** Goes through a list without changing anything, in the background. @throws Refusal invalid_input when its file is not whole */
export const lookAtList = (ctx: Ctx<Member>, slug: string, listId: string): Promise<ListView> =>
  move(ctx, slug, listId, ["arriving", "looked", "stopped", "refused"], "looking");

/** Takes in a list that was gone through, in the background; one that was stopped goes on where it was. */
export const takeList = (ctx: Ctx<Member>, slug: string, listId: string): Promise<ListView> =>
  move(ctx, slug, listId, ["looked", "stopped"], "taking");

/** Stops at the next safe place. What was taken in by then stays. */
export async function stopList(ctx: Ctx<Member>, slug: string, listId: string): Promise<ListView> {
  await listById(ctx, slug, listId);
  const { count } = await ctx.db.keptList.updateMany({
    where: { id: listId, state: { in: ["looking", "taking"] } },
    data: { state: "stopped", changedAt: ctx.now() },
  });
  if (count === 0) throw notNow();
  return listById(ctx, slug, listId);
}

/** Forgets a list with its file. The readers that it brought stay. */
export async function forgetList(ctx: Ctx<Member>, slug: string, listId: string) {
  await listById(ctx, slug, listId);
  const { count } = await ctx.db.keptList.deleteMany({
    where: { id: listId, state: { notIn: ["looking", "taking"] } },
  });
  if (count === 0) throw new Refusal("changed_meanwhile", "It is being worked on. Stop it first.");
}

type State = ListView["state"];

async function move(ctx: Ctx<Member>, slug: string, listId: string, from: State[], to: "looking" | "taking") {
  const { state, bytes, counts, choice } = await listById(ctx, slug, listId);
  // Nothing is taken in that nobody has seen the figures of.
  if (!from.includes(state) || (to === "taking" && !counts)) throw notNow();
  await ctx.db.$transaction(async (tx) => {
    const { newsletterId } = await tx.keptList.findUniqueOrThrow({ where: { id: listId } });
    const { count } = await tx.keptList.updateMany({
      where: { id: listId, state, ...(to === "taking" ? { counts: { not: Prisma.DbNull } } : {}) },
      data: { state: to, reason: null, changedAt: ctx.now(), ...(to === "looking" ? unseen : begunBy(state)) },
    });
    if (count === 0) throw notNow();
    if (to === "looking") await assertWhole(tx, listId, bytes);
    else {
      const after = { list: listId, source: choice.source, wording: choice.wording };
      await record(tx, ctx, "newsletter.import-begun", { kind: "newsletter", id: newsletterId }, { after });
    }
    await enqueue(tx, workOnList, { listId }, { key: `newsletters.work-on-list:${listId}` });
  });
  return listById(ctx, slug, listId);
}

/** What an earlier look has found is not what this one will find, least of all where it is stopped. */
const unseen = { lines: 0, ofLines: null, counts: Prisma.DbNull, problems: Prisma.DbNull };
const begunBy = (state: State) => (state === "stopped" ? {} : { lines: 0 });

/** Once no further piece can come: the list has moved on in this transaction, and `keepPiece` holds it where it is. */
async function assertWhole(tx: Tx, listId: string, bytes: number) {
  const [arrived] = await tx.$queryRaw<{ bytes: number }[]>`
    select coalesce(sum(length(bytes)), 0)::int as bytes from kept_list_pieces where list_id = ${listId}::uuid and part = 'list'`;
  if (arrived?.bytes !== bytes)
    throw new Refusal(
      "invalid_input",
      `The file is not whole: ${arrived?.bytes ?? 0} of ${bytes} bytes have arrived, in pieces of ${pieceBytes}. Send the rest.`,
    );
}

const notNow = () =>
  new Refusal("changed_meanwhile", "This list is somewhere else by now. Load the page again to see where it stands.");
