import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { newsletterBySlug } from "../reads.ts";
import { listById } from "./reads.ts";
import { type ListDraft, type ListView, pieceBytes } from "./schema.ts";

/** A list that an editor is about to send. @throws Refusal not_found when there is no such newsletter, or it has ended */
export async function beginList(ctx: Ctx<Member>, slug: string, draft: ListDraft): Promise<ListView> {
  const { id: newsletterId } = await newsletterBySlug(ctx, slug);
  const { name, bytes, ...choice } = draft;
  const now = ctx.now();
  const { id } = await ctx.db.$transaction(async (tx) => {
    const list = await tx.keptList.create({
      data: {
        ...{ newsletterId, name, bytes, choice, state: "arriving" },
        ...{ givenAt: now, changedAt: now, givenById: ctx.actor.id },
      },
      select: { id: true },
    });
    const after = { list: list.id, source: choice.source };
    await record(tx, ctx, "newsletter.list-given", { kind: "newsletter", id: newsletterId }, { after });
    return list;
  });
  return listById(ctx, slug, id);
}

/**
 * One piece of its file. Given twice it is there once, so what was lost on the way is sent again.
 * @throws Refusal invalid_input when it is not as long as its place in the file says
 */
export async function keepPiece(ctx: Ctx<Member>, slug: string, listId: string, number: number, piece: Uint8Array) {
  const { bytes, state } = await listById(ctx, slug, listId);
  if (state !== "arriving") throw arrived();
  const wanted = Math.min(pieceBytes, bytes - number * pieceBytes);
  if (piece.length !== wanted)
    throw new Refusal(
      "invalid_input",
      wanted > 0
        ? `Piece ${number} of this file has ${wanted} bytes, and these are ${piece.length}. Send the file again.`
        : `This file has no piece ${number}. Send the file again.`,
    );
  const { rowCount } = await ctx.pool.query(
    `insert into kept_list_pieces (list_id, part, number, bytes)
     select id, 'list', $2, $3 from kept_lists where id = $1 and state = 'arriving' for share
     on conflict (list_id, part, number) do update set bytes = excluded.bytes`,
    [listId, number, piece],
  );
  if (rowCount === 0) throw arrived();
}

const arrived = () =>
  new Refusal("changed_meanwhile", "This file has arrived. Give another list if it was not the right one.");
