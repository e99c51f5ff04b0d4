import Link from "next/link";
import type { Ctx } from "@/lib/context.ts";
import { comparedWith, figuresOf } from "@/lib/figures/reads.ts";
import { countWords, ruleTitle } from "@/lib/figures/rule-words.ts";
import type { FiguresView } from "@/lib/figures/schema.ts";
import { FigureChart } from "./figure-chart.tsx";
import { FigureComparison } from "./figure-comparison.tsx";
import { many, presses, shareOf } from "./figure-words.ts";
import { Scroll } from "./scroll.tsx";

/** What readers did with a mailing, people and machines apart, by what rule, and how the issues before it fared. */
export async function IssueFigures({ ctx, mailingId }: { ctx: Ctx; mailingId: string }) {
  const [figures, compared] = await Promise.all([figuresOf(ctx, mailingId), comparedWith(ctx, mailingId)]);
  const isCounted = figures.mode !== "off";
  return (
    <>
      <h2 id="figures">What readers did</h2>
      <dl className="figures">
        {numbersOf(figures).map(({ name, count, beside }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{many(count)}</dd>
            <dd className="beside">{beside}</dd>
          </div>
        ))}
      </dl>
      {isCounted ? (
        <>
          <p className="meta">{countWords}</p>
          <details className="list">
            <summary>{ruleTitle}</summary>
            <ul className="prose-list">
              {figures.rule.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </details>
          <h3>The first two days</h3>
          <FigureChart lines={figures.hours} />
          <Links figures={figures} />
        </>
      ) : (
        <p className="meta">
          Openings and presses of this mailing are not counted: that was off when it was sent, and its mails hold
          nothing to count by. It is chosen under <Link href="/desk/settings">Settings</Link>.
        </p>
      )}
      <FigureComparison compared={compared} here={mailingId} />
      <p>
        <a className="button quiet" href={`/api/v1/desk/mailings/${mailingId}/figures.csv`}>
          Download the figures as CSV
        </a>
      </p>
    </>
  );
}

function numbersOf({ mode, delivered, bounced, opened, clicked, left, complained }: FiguresView) {
  const of = (count: number) => `${shareOf(count, delivered)} of those delivered`;
  return [
    { name: "Delivered", count: delivered, beside: `${many(bounced)} bounced, given up on, or came back` },
    ...(mode === "off"
      ? []
      : [
          {
            name: "Openings by people",
            count: opened.human,
            beside: `and ${many(opened.proxy)} by Apple’s proxy, perhaps not read; ${many(opened.machine)} by machines`,
          },
          {
            name: "Pressed",
            count: clicked.pressed,
            beside: `${shareOf(clicked.pressed, delivered)}; ${presses(clicked.human)} by people, ${many(clicked.machine)} by machines`,
          },
        ]),
    { name: "Unsubscribed", count: left, beside: of(left) },
    { name: "Called it spam", count: complained, beside: of(complained) },
  ];
}

function Links({ figures: { links, clicked } }: { figures: FiguresView }) {
  if (links.length === 0) return <p className="meta">It holds no link that is counted.</p>;
  return (
    <>
      <h3>Links</h3>
      <Scroll label="Links">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Leads to</th>
              <th className="num" scope="col">
                Presses by people
              </th>
              <th className="num" scope="col">
                By machines
              </th>
            </tr>
          </thead>
          <tbody>
            {links.map((one) => (
              <tr key={one.link}>
                <td className="address">{one.address}</td>
                <td className="num" data-label="Presses by people">
                  {many(one.human)}
                </td>
                <td className="num" data-label="By machines">
                  {many(one.machine)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {clicked.trapped > 0 ? (
        <p className="meta">The link that nobody can see was followed {many(clicked.trapped)} times.</p>
      ) : null}
    </>
  );
}
