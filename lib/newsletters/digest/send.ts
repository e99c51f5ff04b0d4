import { record } from "../../audit.ts";
import type { Ctx, System } from "../../context.ts";
import { Refusal } from "../../errors.ts";

const made = {
  include: { issue: { include: { newsletter: { select: { digest: { select: { isOn: true } } } } } } },
} as const;
type Outcome = { state: "sent" | "waits" | "missed" | "refused"; reason?: string };

/** Sends each issue that was made and has not gone out: what a killed worker left behind as well. Twice is once. */
export async function sendMadeDigests(ctx: Ctx<System>) {
  const runs = await ctx.db.digestRun.findMany({ where: { state: "made" }, orderBy: { dueAt: "asc" }, ...made });
  for (const run of runs) {
    try {
      const outcome = await send(ctx, run);
      if (outcome === "anew") await takeApart(ctx, run);
      else await settle(ctx, run, outcome);
    } catch (problem) {
      ctx.log.error(
        { err: problem, runId: run.id },
        "a digest was made and could not be sent; the next minute tries again",
      );
    }
  }
}

type Run = Awaited<ReturnType<typeof oneRun>>;
const oneRun = (ctx: Ctx) => ctx.db.digestRun.findFirstOrThrow(made);

async function send(ctx: Ctx<System>, { issue, ...run }: Run): Promise<Outcome | "anew"> {
  if (!issue) return { state: "refused", reason: "Its draft is gone." };
  if (issue.mailingId || issue.sentAt) return { state: "sent" };
  if (issue.version !== 1) return { state: "waits", reason: "Somebody has opened and changed it before it went." };
  if (!issue.newsletter.digest?.isOn) return { state: "refused", reason: "The digest was turned off before it went." };
  if (ctx.now() > run.sendsUntil)
    return { state: "missed", reason: "It was made, and then it was too late to go by itself. It is a draft." };
  const { localZone, dueAt: startsAt } = run;
  // What writes mails is large, and the clock asks every minute: it is loaded when there is something to write.
  const { sendIssue } = await import("../send.ts");
  try {
    await sendIssue(ctx, issue.id, 1, {
      audienceVersion: null,
      mayBeOver: true,
      ...(localZone ? { start: { startsAt, localZone, lateLimitMinutes: null } } : {}),
    });
    return { state: "sent" };
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    return whatOf(problem);
  }
}

function whatOf({ code, message, details }: Refusal): Outcome | "anew" {
  if (code === "already_sent") return { state: "sent" };
  if (code === "approval_missing") return { state: "waits" };
  if (code === "changed_meanwhile") return { state: "waits", reason: "Somebody has changed it before it went." };
  const points = (details?.points ?? []) as { id: string }[];
  // Somebody has told of one of its stories by hand since it was made.
  if (points.some(({ id }) => id === "told")) return "anew";
  return { state: "refused", reason: message };
}

const settle = (ctx: Ctx<System>, { id, issueId, newsletterId }: Run, { state, reason }: Outcome) =>
  ctx.db.$transaction(async (tx) => {
    const settled = await tx.digestRun.updateMany({
      where: { id, state: "made" },
      data: { state, reason: reason ?? null },
    });
    if (settled.count === 0 || state === "sent") return;
    const subject = issueId ? { kind: "issue", id: issueId } : { kind: "newsletter", id: newsletterId };
    await record(tx, ctx, `digest.${state}`, subject, { after: { reason: reason ?? null } });
  });

/** Nobody has touched the draft, so it goes, and the next look makes it of what is left. */
const takeApart = (ctx: Ctx<System>, { id, issueId }: Run) =>
  ctx.db.$transaction(async (tx) => {
    const gone = await tx.digestRun.deleteMany({ where: { id, state: "made" } });
    if (gone.count > 0 && issueId)
      await tx.issue.deleteMany({ where: { id: issueId, version: 1, sentAt: null, mailingId: null } });
  });
