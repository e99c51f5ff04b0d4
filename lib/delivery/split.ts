import type { Ctx } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { sendMailing } from "./jobs.ts";

export type Bodies = { html: string; text: string };

/** Several subjects for one mailing: a part of its readers get them, and the rest wait for the one that is decided on. */
export type TestDraft = {
  variants: { subject: string; fromName: string; html: string; text: string }[];
  /** Per cent of the readers who take part. */
  share: number;
  waitHours: number;
  by: "clicks" | "openings";
  /** Which one goes where there is no difference. */
  otherwise: number;
};

/** Until it is decided what they get. Nothing claims so far ahead, and nobody is shown it as a moment. */
const undecided = Prisma.sql`timestamptz '9999-01-01'`;

/** Writes down what is to be tried, beside the mailing that starts with it. */
export async function keepTest(tx: Tx, mailingId: string, { variants, ...test }: TestDraft) {
  await tx.mailingTest.create({ data: { mailingId, ...test } });
  await tx.mailingVariant.createMany({ data: variants.map((one, variant) => ({ mailingId, variant, ...one })) });
}

/**
 * Writes down what who has a plan gets in place of a mailing's own bodies, or of each of its subjects'. Which of its readers have one is
 * asked when the audience is frozen, and stands in the ledger from then on: every try brings a reader the same.
 */
export async function keepWithPlan(tx: Tx, mailingId: string, bodies: Bodies[]) {
  await tx.mailingWithPlan.createMany({ data: bodies.map((one, variant) => ({ mailingId, variant, ...one })) });
}

/**
 * Deals the subjects out to the readers who take part, in the transaction that froze the audience: by a keyed hash of the address,
 * which nobody can foresee, and evenly to one mail. The rest wait. From now on the hours of the test run.
 */
export async function dealOut(tx: Tx, ctx: Pick<Ctx, "tokens">, mailingId: string) {
  const test = await tx.mailingTest.findUnique({
    where: { mailingId },
    include: { _count: { select: { variants: true } } },
  });
  if (!test) return;
  const salt = ctx.tokens.derive("variant", mailingId);
  const many = test._count.variants;
  await tx.$executeRaw`
    with dealt as (
      select id, row_number() over (order by md5(${salt} || address_key), id) - 1 as place, count(*) over () as total
      from deliveries where mailing_id = ${mailingId}::uuid and state = 'queued')
    update deliveries d set
      variant = case when place < greatest(${many}::int, round(total * ${test.share}::numeric / 100)) then place % ${many}::int end,
      next_try_at = case when place < greatest(${many}::int, round(total * ${test.share}::numeric / 100)) then d.next_try_at else ${undecided} end
    from dealt where d.id = dealt.id`;
  await tx.$executeRaw`
    update mailing_tests set decide_at = now() + make_interval(hours => wait_hours) where mailing_id = ${mailingId}::uuid`;
}

/** Lets the rest go out with what was decided on. Whoever calls holds the mailing. @returns how many they are */
export async function sendRest(tx: Tx, mailingId: string, variant: number): Promise<number> {
  const rest = await tx.$executeRaw`
    update deliveries set variant = ${variant}, next_try_at = now()
    where mailing_id = ${mailingId}::uuid and queued_at is not null and variant is null`;
  await enqueue(tx, sendMailing, { mailingId }, { key: `mailing:${mailingId}` });
  return rest;
}
