import type { GuidelinePart } from "@/lib/comments/guidelines.ts";
import type { CameBy, Month, Statement } from "@/lib/comments/transparency-schema.ts";
import { durationName, Figures, monthName, periodName } from "./monthly.tsx";

type Props = { months: Month[] };

const rowOf = ({ month, isUnderWay }: Month, cells: (number | string | null)[]) => ({
  key: month,
  head: (
    <>
      {monthName(month)}
      {isUnderWay ? <span className="meta"> so far</span> : null}
    </>
  ),
  cells,
});
const columnsOf = (...heads: string[]) => heads.map((head) => ({ key: head, head }));

export const Written = ({ months }: Props) => (
  <Figures
    columns={columnsOf("Sent", "Published at once", "Held by a rule", "Read first", "Held by reports", "Not checked")}
    first="Month"
    label="What was written, by month"
    rows={months.map((month) =>
      rowOf(month, [
        month.written,
        month.publishedAtOnce,
        month.held.byRules,
        month.held.byReadingFirst,
        month.held.byReports,
        month.held.byBrokenCheck,
      ]),
    )}
  />
);

export const Decisions = ({ months }: Props) => (
  <Figures
    columns={columnsOf("Published", "Not published", "Taken down", "Let stand", "Half within", "Nine in ten within")}
    first="Month"
    label="What moderators decided, by month"
    rows={months.map((month) => {
      const { published, rejected, takenDown, letStand } = month.decisions;
      const { median, p90 } = month.minutesToDecide ?? { median: null, p90: null };
      const times = [median, p90].map((minutes) => (minutes === null ? null : durationName(minutes)));
      return rowOf(month, [published, rejected, takenDown, letStand, ...times]);
    })}
  />
);

export const Reports = ({ months }: Props) => (
  <Figures
    columns={columnsOf("Made", "Upheld", "Turned down", "Not needed", "Open")}
    first="Month"
    label="Reports, by month"
    rows={months.map((month) => {
      const { made, upheld, turnedDown, takenBack, gone, open } = month.reports;
      return rowOf(month, [made, upheld, turnedDown, takenBack + gone, open]);
    })}
  />
);

export const AppealsAndBans = ({ months }: Props) => (
  <Figures
    columns={columnsOf("Appeals", "Upheld", "Overturned", "Open", "Bans", "Lifted")}
    first="Month"
    label="Appeals and bans, by month"
    rows={months.map((month) => {
      const { made, upheld, overturned, open } = month.appeals;
      return rowOf(month, [made, upheld, overturned, open, month.bans.made, month.bans.lifted]);
    })}
  />
);

export const ByGuideline = ({ months, parts }: Props & { parts: GuidelinePart[] }) => (
  <Figures
    columns={parts.map(({ id, number, title }) => ({
      key: id,
      head: (
        <a aria-label={`Guideline ${number}, ${title}`} href={`/guidelines#${id}`} title={title}>
          {number}
        </a>
      ),
    }))}
    first="Guideline"
    label="Rejections by guideline, by month"
    rows={months.map((month) =>
      rowOf(
        month,
        parts.map(({ id }) => (month.rejectedUnder ? (month.rejectedUnder[id] ?? 0) : null)),
      ),
    )}
  />
);

const ruleNames: Record<string, string> = {
  english: "In another language",
  sentences: "Not in full sentences",
  shouting: "Shouting",
  civility: "Abusive words",
  personal: "About a person",
  "personal-data": "Private data",
  links: "Several links",
  words: "Words on a list of the newsroom's own",
  repeats: "Said before",
  rules: "Not known any more",
};

/** Which rules held how many comments, in all these months. */
export function ByRule({ months }: Props) {
  const sums = new Map<string, number>();
  for (const { held } of months)
    for (const [rule, count] of Object.entries(held.byRule)) sums.set(rule, (sums.get(rule) ?? 0) + count);
  if (sums.size === 0) return null;
  return (
    <Figures
      columns={columnsOf("Held")}
      first="House rule"
      label="Comments held, by house rule"
      rows={[...sums]
        .sort(([, one], [, other]) => other - one)
        .map(([rule, count]) => ({ key: rule, head: ruleNames[rule] ?? rule, cells: [count] }))}
    />
  );
}

const came: Record<CameBy, string> = {
  rule: "A house rule",
  "read-first": "Read before it was published",
  "broken-check": "A broken check",
  report: "Readers' reports",
  moderator: "A moderator",
};
const appealed = { none: "None", open: "Open", upheld: "Upheld", overturned: "Overturned" };

/** Rejections, those that are alike in one row. */
export const Statements = (props: { statements: Statement[]; parts: GuidelinePart[] }) => (
  <Figures
    columns={columnsOf("Guideline", "Came up by", "Had stood", "Appeal", "How many")}
    first="When"
    label="Every rejection"
    rows={props.statements.map((one) => ({
      key: JSON.stringify({ ...one, count: 0 }),
      head: periodName(one.from, one.to),
      cells: [
        String(props.parts.find(({ id }) => id === one.guideline)?.number ?? "None"),
        came[one.cameBy],
        one.hadBeenPublished ? "Yes" : "No",
        appealed[one.appeal],
        one.count,
      ],
    }))}
  />
);
