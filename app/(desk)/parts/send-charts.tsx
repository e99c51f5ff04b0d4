import type { Send } from "@/lib/figures/sends-schema.ts";
import { Chart } from "./chart.tsx";
import { many, shareOf } from "./figure-words.ts";

/** The issues of a newsletter one after another: what arrived, what did not, and in how many a link was pressed, where that is counted. */
export function SendCharts({ sends, slug, timeZone }: { sends: Send[]; slug: string; timeZone: string }) {
  // The page says that nothing was sent.
  if (sends.length === 0) return null;
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone });
  const places = sends.map(({ at, subject, id }, nth) => ({
    name: `${day.format(at)}, ${subject}${sends.findIndex((one) => one.subject === subject) === nth ? "" : ` (${id.slice(-4)})`}`,
    short: day.format(at),
  }));
  const failed = sends.reduce((sum, send) => sum + send.failed, 0);
  const all = sends.reduce((sum, send) => sum + send.delivered + send.failed, 0);
  const counted = sends.filter(({ pressed }) => pressed !== null);
  return (
    <>
      <div className="charts">
        <Chart
          kind="bars"
          places={places.map((place, nth) => ({
            ...place,
            value: sends[nth]?.delivered ?? 0,
            below: sends[nth]?.failed ?? 0,
          }))}
          said={`${shareOf(failed, all)} of the mails of these ${many(sends.length)} issues did not arrive.`}
          table={{
            first: "Issue",
            columns: [
              { name: "Delivered", values: sends.map((send) => many(send.delivered)) },
              { name: "Failed", values: sends.map((send) => many(send.failed)) },
              {
                name: "Pressed",
                values: sends.map((send) =>
                  send.pressed === null ? "not counted" : shareOf(send.pressed, send.delivered),
                ),
              },
              { name: "Unsubscribed", values: sends.map((send) => many(send.left)) },
            ],
          }}
          title="Delivered and failed"
          word="delivered"
          wordBelow="failed"
        />
        {counted.length > 0 ? (
          <Chart
            kind="line"
            places={places.map((place, nth) => {
              const { pressed = null, delivered = 0 } = sends[nth] ?? {};
              return { ...place, value: pressed === null || delivered === 0 ? null : (100 * pressed) / delivered };
            })}
            said="the part of the delivered mails in which a link was pressed by somebody, issue by issue."
            show={(value) => `${value.toLocaleString("en", { maximumFractionDigits: 1 })} %`}
            title="Pressed"
          />
        ) : null}
      </div>
      <p>
        <a href={`/api/v1/desk/newsletters/${slug}/figures.csv`}>Download as CSV</a>
      </p>
    </>
  );
}
