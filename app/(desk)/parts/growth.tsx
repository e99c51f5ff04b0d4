import type { Ctx, Member } from "@/lib/context.ts";
import { readGrowth } from "@/lib/desk/growth.ts";
import type { Growth as Grown } from "@/lib/desk/growth-schema.ts";
import type { Range } from "@/lib/spans.ts";
import { Chart } from "./chart.tsx";
import { FigureTable } from "./figure-table.tsx";
import { many } from "./figure-words.ts";
import { inRange, Ranges } from "./ranges.tsx";
import { placeOf } from "./span-words.ts";

/** How the house grows: members, confirmed subscriptions, paid plans, in what who looks may see. */
export async function Growth({ ctx, range }: { ctx: Ctx<Member>; range: Range }) {
  const growth = await readGrowth(ctx, range);
  const { members, newsletters, plans } = growth;
  return (
    <section aria-labelledby="growth">
      <h2 id="growth">Growth</h2>
      <Ranges at="/desk" csv="/api/v1/desk/growth.csv" range={range} to="growth" />
      <div className="charts">
        <Series
          before={members.before && { gained: members.before.joined, lost: members.before.left }}
          every={growth.every}
          points={members.points.map(({ joined, left, ...point }) => ({ ...point, gained: joined, lost: left }))}
          range={range}
          words={{ title: "Members", gained: "joined", lost: "left" }}
        />
        {newsletters ? (
          <Series
            before={newsletters.before && { gained: newsletters.before.confirmed, lost: newsletters.before.lost }}
            every={growth.every}
            points={newsletters.points.map(({ confirmed, unsubscribed, erased, ...point }) => ({
              ...point,
              gained: confirmed,
              lost: unsubscribed + erased,
            }))}
            range={range}
            words={{ title: "Newsletter subscriptions", gained: "confirmed", lost: "ended" }}
          />
        ) : null}
        {plans ? (
          <Series
            before={plans.before && { gained: plans.before.began, lost: plans.before.ended }}
            every={growth.every}
            points={plans.points.map(({ began, ended, ...point }) => ({ ...point, gained: began, lost: ended }))}
            range={range}
            words={{ title: "Paid plans", gained: "began", lost: "ended" }}
          />
        ) : null}
      </div>
      {newsletters ? <ByNewsletter each={newsletters.each} range={range} /> : null}
      <p className="meta">
        Days begin in the zone of the publication, {growth.timeZone}; today is not over. Who was erased counts as left,
        and stays counted on the day on which they joined. A paid plan is one that somebody pays for themselves at
        Stripe.
      </p>
    </section>
  );
}

type Point = { from: string; to: string; total: number; gained: number; lost: number };
type SeriesProps = {
  words: { title: string; gained: string; lost: string };
  points: Point[];
  before: { gained: number; lost: number } | null;
  every: Grown["every"];
  range: Range;
};

/** How many there are, with what came and went beneath it. */
function Series({ words, points, before, every, range }: SeriesProps) {
  const total = points.at(-1)?.total ?? 0;
  const gained = points.reduce((sum, point) => sum + point.gained, 0);
  const lost = points.reduce((sum, point) => sum + point.lost, 0);
  const places = points.map((point) => ({ point, ...placeOf(point, every) }));
  const isEmpty = points.every((point) => point.total === 0 && point.gained === 0 && point.lost === 0);
  return (
    <div className="series">
      <dl className="figures">
        <div>
          <dt>{words.title}</dt>
          <dd>{many(total)}</dd>
          <dd className="beside">
            {signed(gained - lost)} {inRange[range]}
            {before ? `; ${signed(before.gained - before.lost)} in the time before` : null}
          </dd>
        </div>
      </dl>
      {isEmpty ? (
        <p className="meta">Nobody yet. How many there are stands here from the first one on.</p>
      ) : (
        <>
          <Chart
            kind="line"
            places={places.map(({ point, ...place }) => ({ ...place, value: point.total }))}
            said={`${many(points[0]?.total ?? 0)} at the end of the first ${every}, ${many(total)} now.`}
            title={`${words.title}, in all`}
          />
          <Chart
            kind="bars"
            places={places.map(({ point, ...place }) => ({ ...place, value: point.gained, below: point.lost }))}
            said={`${many(gained)} ${words.gained} and ${many(lost)} ${words.lost} ${inRange[range]}, by the ${every}.`}
            table={{
              first: every.charAt(0).toUpperCase() + every.slice(1),
              columns: [
                { name: capital(words.gained), values: points.map((point) => many(point.gained)) },
                { name: capital(words.lost), values: points.map((point) => many(point.lost)) },
                { name: "At its end", values: points.map((point) => many(point.total)) },
              ],
            }}
            title={`${words.title}: ${words.gained} and ${words.lost}`}
            word={words.gained}
            wordBelow={words.lost}
          />
        </>
      )}
    </div>
  );
}

function ByNewsletter({ each, range }: { each: NonNullable<Grown["newsletters"]>["each"]; range: Range }) {
  if (each.length === 0)
    return <p className="meta">Each newsletter with its readers stands here, once there is one.</p>;
  return (
    <>
      <h3>By newsletter</h3>
      <FigureTable
        first="Newsletter"
        heads={["Confirmed now", `Confirmed ${inRange[range]}`, "Unsubscribed", "Erased", "Take no mail"]}
        label="By newsletter"
        rows={each.map(({ slug, name, total, confirmed, unsubscribed, erased, bounced }) => ({
          id: slug,
          name,
          values: [total, confirmed, unsubscribed, erased, bounced].map(many),
        }))}
      />
    </>
  );
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const signed = (change: number) => (change > 0 ? `+${many(change)}` : change < 0 ? `−${many(-change)}` : "no change");
