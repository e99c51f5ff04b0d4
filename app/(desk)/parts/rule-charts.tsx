import { readRuleFigures } from "@/lib/comments/rule-figures.ts";
import type { Ctx } from "@/lib/context.ts";
import type { Range } from "@/lib/spans.ts";
import { Chart } from "./chart.tsx";
import { FigureTable } from "./figure-table.tsx";
import { many, shareOf } from "./figure-words.ts";
import { inRange, Ranges } from "./ranges.tsx";
import { placeOf } from "./span-words.ts";

const ruleWords: Record<string, string> = {
  english: "Language",
  sentences: "Full sentences",
  shouting: "Shouting",
  civility: "Abuse",
  personal: "Personal attacks",
  "personal-data": "Private data",
  links: "Links",
  words: "Words of your own",
  repeats: "Repeats",
};
const heads = ["Held", "Approved", "Rejected", "Wait", "Deleted first", "False alarms"];

/** What each rule stopped and what moderators made of it: whoever tunes a rule looks for how often it was wrong. */
export async function RuleCharts({ ctx, range }: { ctx: Ctx; range: Range }) {
  const { rules, every, timeZone } = await readRuleFigures(ctx, range);
  const shown = rules.filter(({ held }) => held > 0).sort((one, other) => other.held - one.held);
  const silent = rules.filter(({ held }) => held === 0).map(({ rule }) => ruleWords[rule]);
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">What the rules found</h2>
      <Ranges at="/desk/rules" csv="/api/v1/desk/rules/figures.csv" range={range} to="figures" />
      {shown.length === 0 ? (
        <p className="meta">
          No rule has held a comment {inRange[range]}. What each holds, and how much of it moderators approve, stands
          here.
        </p>
      ) : (
        <>
          <FigureTable
            first="Rule"
            heads={heads}
            label="Rules"
            rows={shown.map(({ rule, held, approved, rejected, waiting, gone }) => ({
              name: ruleWords[rule] ?? rule,
              values: [...[held, approved, rejected, waiting, gone].map(many), shareOf(approved, approved + rejected)],
            }))}
          />
          <div className="charts">
            {shown.map(({ rule, points, approved, rejected }) => {
              const title = ruleWords[rule] ?? rule;
              return (
                <Chart
                  key={rule}
                  kind="bars"
                  places={points.map((point) => ({
                    ...placeOf(point, every),
                    value: point.rejected,
                    below: point.approved,
                  }))}
                  said={
                    approved + rejected === 0
                      ? "nothing is decided yet."
                      : `${many(approved)} of ${many(approved + rejected)} decided were approved all the same.`
                  }
                  table={{
                    first: every.charAt(0).toUpperCase() + every.slice(1),
                    columns: [
                      { name: "Held", values: points.map(({ held }) => many(held)) },
                      { name: "Rejected", values: points.map((point) => many(point.rejected)) },
                      { name: "Approved", values: points.map((point) => many(point.approved)) },
                    ],
                  }}
                  title={title}
                  word="rejected"
                  wordBelow="approved"
                />
              );
            })}
          </div>
          {silent.length > 0 ? <p className="meta">Nothing was held by: {silent.join(", ")}.</p> : null}
        </>
      )}
      <p className="meta">
        By the day on which a comment was posted, in the zone of the publication, {timeZone}. False alarms are the part
        of what moderators decided that they approved. A comment that two rules stopped counts for each. What a reader
        mended at once is stored nowhere, so it is not counted.
      </p>
    </section>
  );
}
