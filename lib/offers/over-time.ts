import { stringify } from "csv-stringify/sync";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import { publicationOf } from "../publication.ts";
import { dayIn, every, type Range, ranges, spansOf } from "../spans.ts";
import { soldBy } from "./figures.ts";
import { offerById } from "./reads.ts";

const figures = ["looked", "given", "redeemed"] as const;
type Figure = (typeof figures)[number];

export const offerOverTime = z.object({
  range: z.enum(ranges),
  every,
  timeZone: z.string().describe("In which days begin"),
  points: z.array(
    z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      looked: z.int().describe("Members who looked at it for the first time"),
      given: z.int().describe("Codes that were given"),
      redeemed: z
        .int()
        .describe("Plans that were bought on its terms, or days that were opened; 0 where nobody tells us"),
    }),
  ),
});
export type OfferOverTime = z.output<typeof offerOverTime>;

/** When an offer was looked at, given and redeemed, by the days of the publication's zone. @throws Refusal not_found */
export async function readOverTime(ctx: Ctx, offerId: string, range: Range): Promise<OfferOverTime> {
  const offer = await offerById(ctx, offerId);
  const [{ timeZone }, counted, sales] = await Promise.all([
    publicationOf(ctx),
    countDays(ctx, offerId, offer.giftDays !== null),
    soldBy(ctx, offer),
  ]);
  const today = dayIn(ctx.now(), timeZone);
  const days = [
    ...counted.map(({ at, ...one }) => ({ ...one, day: dayIn(at, timeZone).toString() })),
    ...sales.flatMap(({ at }) =>
      at ? [{ figure: "redeemed" as const, count: 1, day: dayIn(at, timeZone).toString() }] : [],
    ),
  ];
  const first = days.reduce((least, { day }) => (day < least ? day : least), today.toString());
  const { spans, every } = spansOf(range, today, Temporal.PlainDate.from(first));
  const points = spans.map((span) => {
    const here = days.filter(({ day }) => day >= span.from && day <= span.to);
    const of = (figure: Figure) => here.reduce((sum, one) => sum + (one.figure === figure ? one.count : 0), 0);
    return { ...span, looked: of("looked"), given: of("given"), redeemed: of("redeemed") };
  });
  return { range, every, timeZone, points };
}

/** By the quarter of an hour: days begin at one of those in every zone. */
const countDays = (ctx: Ctx, offerId: string, isGift: boolean) => ctx.sql<{ figure: Figure; at: Date; count: number }>`
  select figure, date_bin('15 minutes', at, '2000-01-01 00:00+00') as at, count(*)::int as count from (
    select 'looked' as figure, at from offer_looks where offer_id = ${offerId}::uuid
    union all
    select 'given', given_at from offer_codes where offer_id = ${offerId}::uuid and given_at is not null
    union all
    select 'redeemed', opened_at from offer_codes where ${isGift} and offer_id = ${offerId}::uuid and opened_at is not null) each
  group by 1, 2`;

/** A line for each span. */
export const overTimeAsCsv = ({ points }: OfferOverTime): string =>
  stringify(points, {
    ...{ header: true, columns: ["from", "to", ...figures], bom: true, escape_formulas: true },
    record_delimiter: "windows",
  });
