import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { compare, shareOf } from "./proportions.ts";
import { verdictWords } from "./test-words.ts";

const arms = z.array(z.object({ mails: z.int(), delivered: z.int(), count: z.int() }));
export type Arms = z.output<typeof arms>;

type Kept = { by: string; variants: { variant: number }[] };

/** What each subject has come to among those who take part, as it stands now: mails, taken ones, and who pressed or opened. */
export async function armsOf(tx: Pick<Tx, "$queryRaw">, mailingId: string, { by, variants }: Kept): Promise<Arms> {
  const [sent, counted] = await Promise.all([
    tx.$queryRaw<{ variant: number; mails: number; delivered: number }[]>`
      select variant, count(*)::int as mails, count(*) filter (where state = 'accepted')::int as delivered
      from deliveries where mailing_id = ${mailingId}::uuid and variant is not null group by variant`,
    tx.$queryRaw<{ variant: number; pressed: number; opened: number }[]>`
      select variant, sum(firsts)::int as pressed, coalesce(sum(count) filter (where link = 0), 0)::int as opened
      from mailing_counts where mailing_id = ${mailingId}::uuid and verdict = 'human' group by variant`,
  ]);
  return variants.map(({ variant }) => {
    const { mails = 0, delivered = 0 } = sent.find((one) => one.variant === variant) ?? {};
    const count = counted.find((one) => one.variant === variant);
    const most = (by === "openings" ? count?.opened : count?.pressed) ?? 0;
    // Somebody with two devices, or who opens twice, is more than one; of those who got it there are no more than that.
    return { mails, delivered, count: Math.min(delivered, most) };
  });
}

/** A mailing's test of subjects: what was tried, how it stands or stood when it was decided, and what that says in words. */
export async function findTest(ctx: Ctx, mailingId: string) {
  const test = await ctx.db.mailingTest.findUnique({
    where: { mailingId },
    include: { variants: { orderBy: { variant: "asc" }, select: { variant: true, subject: true, fromName: true } } },
  });
  if (!test) return undefined;
  const kept = arms.safeParse(test.arms);
  const now = kept.success ? kept.data : await armsOf(ctx.db, mailingId, test);
  const compared = compare(now);
  return {
    by: test.by === "openings" ? ("openings" as const) : ("clicks" as const),
    share: test.share,
    waitHours: test.waitHours,
    otherwise: test.otherwise,
    decideAt: test.decideAt,
    decidedAt: test.decidedAt,
    winner: test.winner,
    isByPerson: test.isByPerson,
    variants: test.variants.map(({ subject, fromName }, at) => {
      const arm = now[at] ?? { mails: 0, delivered: 0, count: 0 };
      return { subject, fromName, ...arm, ...shareOf(arm) };
    }),
    verdict: verdictWords(test, compared),
  };
}
export type TestView = NonNullable<Awaited<ReturnType<typeof findTest>>>;
