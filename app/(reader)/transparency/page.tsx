import type { Metadata } from "next";
import Link from "next/link";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { commentSettingsOf } from "@/lib/comments/settings.ts";
import { readTransparency } from "@/lib/comments/transparency.ts";
import { fewest, type Month } from "@/lib/comments/transparency-schema.ts";
import { orNotFound, pageCtx, publication } from "../../page-context.ts";
import { exactly } from "../parts/times.ts";
import {
  AppealsAndBans,
  ByGuideline,
  ByRule,
  Decisions,
  Reports,
  Statements,
  Written,
} from "../parts/transparency-tables.tsx";

export const metadata: Metadata = { title: "How we moderate comments, in figures" };

const mostStatements = 60;

export default async function Transparency() {
  const ctx = await pageCtx();
  const figures = await orNotFound(readTransparency(ctx));
  const [{ name, mailFrom }, parts, { appealDays, reportsToHold, contact }] = await Promise.all([
    publication(),
    readGuidelines(ctx),
    commentSettingsOf(ctx),
  ]);
  const { statements, later, unlisted } = figures;
  const months = withSomething(figures.months);
  const write = contact || mailFrom;
  return (
    <div className="narrow transparency">
      <h1>How we moderate comments, in figures</h1>
      <p className="lead">
        House rules read every comment when it is sent. They reject nothing: one that breaks a rule is answered with the
        reason, and its author mends it or a moderator reads it first. Whatever is rejected, a person has rejected.
      </p>
      <p className="meta">
        Counted on <time dateTime={figures.countedAt.toISOString()}>{exactly(figures.countedAt)}</time>, by months as
        they begin and end in {figures.timeZone}. As data: <a href="/api/v1/transparency">JSON</a>,{" "}
        <a href="/api/v1/transparency/figures.csv">figures as CSV</a>,{" "}
        <a href="/api/v1/transparency/statements.csv">rejections as CSV</a>.
      </p>

      <h2 className="section-title">What was written</h2>
      <Written months={months} />
      <p className="meta">
        “Held by a rule” is what a house rule stopped and a moderator had to read. What was mended first, or given up,
        was never sent and is not counted. “Read first” broke no rule, and waited because it was among the first of a
        new member, or because all are read first. “Held by reports” left the page because {reportsToHold}{" "}
        {reportsToHold === 1 ? "member" : "members"} had reported it and no moderator had read it yet. “Not checked”:
        the rules could not answer, and a person read it first.
      </p>
      <ByRule months={months} />

      <h2 className="section-title">What moderators decided</h2>
      <Decisions months={months} />
      <p className="meta">
        By the month of the decision. {ofRules(months)} “Taken down” and “let stand” are comments that had been
        published. The times run from when a comment began to wait, or was first reported, to the decision: half were
        decided within the first, nine in ten within the second.
      </p>

      <h2 className="section-title">Under which guideline</h2>
      <ByGuideline months={months} parts={parts} />
      <p className="meta">
        What was not published or was taken down, by the part of the <Link href="/guidelines">guidelines</Link> that the
        decision cites. {dash}
      </p>

      <h2 className="section-title">Reports</h2>
      <Reports months={months} />
      <p className="meta">
        By the month of the report. Upheld: the comment was rejected. Turned down: it stands. Not needed: the report was
        taken back, or the comment deleted by its author first.
      </p>

      <h2 className="section-title">Appeals and bans</h2>
      <AppealsAndBans months={months} />
      <p className="meta">
        Every rejection is mailed to its author with the reason, and can be appealed once within {appealDays} days;
        where more than one person moderates, somebody else answers. Upheld: the decision stands. Overturned: it was
        wrong, and the comment was published. A ban keeps a member from commenting, for a while or for good; lifted ones
        ended before their time.
      </p>

      <h2 className="section-title">Every rejection</h2>
      {statements.length === 0 ? (
        <p className="empty">No rejection is listed yet.</p>
      ) : (
        <Statements parts={parts} statements={statements.slice(0, mostStatements)} />
      )}
      <p className="meta">
        {statements.length > mostStatements ? "These are the newest; the CSV has all of them, a line for each. " : ""}
        There is no name here, no word of a comment, and no story. The date is a day only where {fewest} rejections or
        more fell on it, else the month, else all these months together; and nothing is listed before its day or month
        is over.
        {later > 0 ? ` ${later.toLocaleString("en")} of this month will be listed then.` : ""}
        {unlisted > 0 ? ` ${unlisted} are left out, for they are too few to hide among others.` : ""}
      </p>

      <h2 className="section-title">How this is counted</h2>
      <p className="counted">
        The figures come from the records of the comments themselves, and are counted anew every ten minutes. The month
        that is under way is counted so far. Who closes their account takes their comments and what was decided about
        them along, so a month that is past can become smaller; reports and appeals that are still open can move a past
        month as well. Decisions by which an appeal was overturned are counted under appeals alone. {dash}
      </p>
      <p className="counted">
        Questions about moderation at {name}: <a href={`mailto:${write}`}>{write}</a>.
      </p>
    </div>
  );
}

const dash = `Where there were fewer than ${fewest} in a month, it has a dash, so that nobody is singled out.`;

/** How often the rules were wrong, as the moderators saw it. */
function ofRules(months: Month[]): string {
  const sum = (of: (month: Month) => number) => months.reduce((all, month) => all + of(month), 0);
  const [read, published] = [
    sum(({ decisions }) => decisions.ofRules),
    sum(({ decisions }) => decisions.ofRulesPublished),
  ];
  if (read < fewest) return "";
  return `Of ${read.toLocaleString("en")} comments that a house rule had stopped, moderators published ${published.toLocaleString("en")}, which is ${Math.round((100 * published) / read)} %.`;
}

/** The months since there was something to count. */
function withSomething(months: Month[]): Month[] {
  const first = months.findLastIndex(
    ({ written, reports, appeals, bans, decisions }) =>
      written +
        reports.made +
        appeals.made +
        bans.made +
        decisions.published +
        decisions.rejected +
        decisions.takenDown >
      0,
  );
  return months.slice(0, Math.max(first + 1, 1));
}
