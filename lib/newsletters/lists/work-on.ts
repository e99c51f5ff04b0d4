import { Readable } from "node:stream";
import type { PoolClient } from "pg";
import type { Ctx, System } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { type ImportChoice, type ImportReport, importReaders } from "../import.ts";
import { problemLine, problemsHeader } from "./problems.ts";
import { fileOf } from "./reads.ts";
import { listChoice } from "./schema.ts";

const shownProblems = 10;

/** Somebody has stopped it, or the worker is told to stop. */
class Stopped extends Error {}

/**
 * Goes through a list that was given at the desk, or takes it in, and says after each set how far it is. One that was broken off in the middle
 * goes on there; one that nobody waits for any more is left alone. Where it was stopped and told to go on at once, two jobs take turns, and
 * the second finds nothing left to do.
 */
export async function workOnKeptList(ctx: Ctx<System>, listId: string, signal: AbortSignal, isLastTry = false) {
  const turn = await ctx.pool.connect();
  try {
    await turn.query("select pg_advisory_lock(hashtextextended($1, 19))", [listId]);
    await workOn(ctx, listId, signal, isLastTry);
  } finally {
    // The lock is the connection's, and goes with it.
    turn.release(true);
  }
}

async function workOn(ctx: Ctx<System>, listId: string, signal: AbortSignal, isLastTry: boolean) {
  const list = await ctx.db.keptList.findUnique({ where: { id: listId }, include: { newsletter: true } });
  if (list?.state !== "looking" && list?.state !== "taking") return;
  const { state } = list;
  const { preset, ...choice } = listChoice.parse(list.choice);
  const problems = state === "looking" ? await openProblems(ctx, listId) : undefined;
  const how: ImportChoice = {
    ...choice,
    ...(preset ? { preset } : {}),
    fileName: list.name,
    isDryRun: state === "looking",
    ...(problems ? { onProblem: problems.add } : {}),
    onProgress: async (lines) => {
      signal.throwIfAborted();
      await problems?.write();
      const { count } = await ctx.db.keptList.updateMany({
        where: { id: listId, state },
        data: { lines, changedAt: ctx.now() },
      });
      if (count === 0) throw new Stopped();
    },
    // Held until the set is there: whoever has stopped it sees nothing come after that.
    mayWrite: async (client) => {
      const held = await client.query("select from kept_lists where id = $1 and state = $2 for share", [
        ...[listId, state],
      ]);
      if (held.rowCount === 0) throw new Stopped();
    },
    onEnd: async (client, report) => {
      await problems?.write();
      await end(ctx, client, listId, state, report);
    },
  };
  try {
    await importReaders(ctx, list.newsletter.slug, Readable.from(fileOf(ctx, list)), how);
  } catch (problem) {
    if (problem instanceof Stopped) return;
    const why = whyItEnds(problem, isLastTry);
    if (why) await ctx.db.keptList.updateMany({ where: { id: listId, state }, data: { ...why, changedAt: ctx.now() } });
    if (!why || isLastTry) throw problem;
    if (why.state === "stopped") ctx.log.error({ err: problem }, "a list was stopped, for the disk is full");
  }
}

/** What is wrong with the list does not get better by trying again; what is wrong with the house may, but not by waiting for ever. */
function whyItEnds(problem: unknown, isLastTry: boolean): { state: "refused" | "stopped"; reason: string } | undefined {
  if (problem instanceof Refusal && problem.code !== "unavailable")
    return { state: "refused", reason: problem.message };
  if ((problem as { code?: unknown } | null)?.code === "ENOSPC")
    return {
      state: "stopped",
      reason:
        "The disk of the machine that reads it is full. Tell whoever runs the site, and go on when there is room.",
    };
  if (isLastTry)
    return {
      state: "stopped",
      reason:
        "It was tried again and again, and failed each time. Tell whoever runs the site: the log of the worker says why.",
    };
  return undefined;
}

/** The table of what is wrong with which line, written along with the progress. */
async function openProblems(ctx: Ctx, listId: string) {
  await ctx.db.keptListPiece.deleteMany({ where: { listId, part: "problems" } });
  let text = problemsHeader();
  let number = 0;
  return {
    add: (problem: Parameters<typeof problemLine>[0]) => {
      text += problemLine(problem);
    },
    async write() {
      if (text === "") return;
      const bytes = new Uint8Array(Buffer.from(text));
      text = "";
      await ctx.db.keptListPiece.create({ data: { listId, part: "problems", number, bytes } });
      number += 1;
    },
  };
}

async function end(
  ctx: Ctx,
  client: PoolClient,
  listId: string,
  state: "looking" | "taking",
  { lines, problems, ...counts }: ImportReport,
) {
  const isTaken = state === "taking";
  const shown = isTaken ? null : JSON.stringify(problems.slice(0, shownProblems));
  const { rowCount } = await client.query(
    `update kept_lists set state = $3, lines = $4, of_lines = $4, counts = $5, problems = coalesce($6, problems), changed_at = $7
     where id = $1 and state = $2`,
    [listId, state, isTaken ? "taken" : "looked", lines, JSON.stringify(counts), shown, ctx.now()],
  );
  if (rowCount === 0) throw new Stopped();
  // Everybody in it who is to be kept is kept now; the others' addresses are none of our business.
  if (isTaken) await client.query("delete from kept_list_pieces where list_id = $1 and part = 'list'", [listId]);
}
