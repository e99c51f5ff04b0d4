import type { Ctx } from "@/lib/context.ts";
import { type OfferOverTime, readOverTime } from "@/lib/offers/over-time.ts";
import type { Range } from "@/lib/spans.ts";
import { Chart } from "./chart.tsx";
import { many } from "./figure-words.ts";
import { inRange, Ranges } from "./ranges.tsx";
import { placeOf } from "./span-words.ts";

type Props = { ctx: Ctx; offerId: string; range: Range; hasCodes: boolean; isSold: boolean };

/** When an offer was looked at, given and redeemed. */
export async function OfferCharts({ ctx, offerId, range, hasCodes, isSold }: Props) {
  const { points, every, timeZone } = await readOverTime(ctx, offerId, range);
  const shown = [
    { figure: "looked", title: "Looked at it", word: "looked" },
    ...(hasCodes ? [{ figure: "given", title: "Codes given", word: "given" } as const] : []),
    ...(isSold ? [{ figure: "redeemed", title: "Redeemed", word: "redeemed" } as const] : []),
  ] as const;
  const sumOf = (figure: keyof Omit<OfferOverTime["points"][number], "from" | "to">) =>
    points.reduce((sum, point) => sum + point[figure], 0);
  return (
    <section aria-labelledby="over-time">
      <h2 id="over-time">Over time</h2>
      <Ranges
        at={`/desk/offers/${offerId}`}
        csv={`/api/v1/desk/offers/${offerId}/over-time.csv`}
        range={range}
        to="over-time"
      />
      {shown.every(({ figure }) => sumOf(figure) === 0) ? (
        <p className="meta">Nobody {inRange[range]}. Who looks at it, and what comes of that, stands here.</p>
      ) : (
        <div className="charts">
          {shown.map(({ figure, title, word }) => (
            <Chart
              key={figure}
              kind="bars"
              places={points.map((point) => ({ ...placeOf(point, every), value: point[figure] }))}
              said={`${many(sumOf(figure))} ${inRange[range]}, by the ${every}.`}
              table={{
                first: every.charAt(0).toUpperCase() + every.slice(1),
                columns: [{ name: title, values: points.map((point) => many(point[figure])) }],
              }}
              title={title}
              word={word}
            />
          ))}
        </div>
      )}
      <p className="meta">Days begin in the zone of the publication, {timeZone}; today is not over.</p>
    </section>
  );
}
