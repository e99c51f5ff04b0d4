import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { seriesById } from "@/lib/series/reads.ts";
import { beginningInWords, triggers, triggerWords, usualDays } from "@/lib/series/schema.ts";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { exactly } from "../../../../(reader)/parts/times.ts";
import { deskCtx, isUuid, orNotFound, type Search } from "../../../../page-context.ts";
import { SeriesActs } from "../../../parts/series/series-acts.tsx";
import { SeriesForm } from "../../../parts/series/series-form.tsx";
import { StepTable } from "../../../parts/series/step-table.tsx";
import { stateWords } from "../../../parts/series/words.ts";

export const metadata: Metadata = { title: "Series", robots: "noindex" };

type Props = { params: Promise<{ seriesId: string }>; searchParams: Search };

/** A series: its mails, when each goes, who is in it, and whether it is on. */
export default async function Series({ params, searchParams }: Props) {
  const { seriesId } = await params;
  const ctx = await deskCtx("newsletters.write");
  if (!isUuid(seriesId)) notFound();
  const series = await orNotFound(seriesById(ctx, seriesId));
  const { id, title, newsletter, trigger, days, state, stateReason, onSince, readers } = series;
  const steps = series.steps.filter(({ takenOutAt }) => !takenOutAt);
  const maySend = mayDo(ctx.actor.roles, "newsletters.send");
  return (
    <>
      <div className="top">
        <h1>{title}</h1>
        <Link className="button quiet" href="/desk/series" prefetch={false}>
          All series
        </Link>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p>
          It is <strong>{stateWords[state]}</strong>, and rides on “{newsletter.name}”. It begins when:{" "}
          {beginningInWords(trigger, days)}.
          {onSince
            ? days === null
              ? ` Whoever had before ${exactly(onSince)} does not begin it.`
              : ` For whom that day was before ${exactly(onSince)} it does not begin.`
            : ""}
        </p>
        {stateReason && state === "paused" ? <p className="said waits">{stateReason}</p> : null}
        <p className="meta words-form">
          {readers.now.toLocaleString("en")} in it now · {readers.finished.toLocaleString("en")} had all of it ·{" "}
          {readers.left.toLocaleString("en")} left before · {readers.paying.toLocaleString("en")} began to pay before
          {trigger === "away" ? ` · ${readers.back.toLocaleString("en")} were here again before` : ""}
          {trigger === "plan_ends" || trigger === "trial_ends"
            ? ` · for ${readers.moved.toLocaleString("en")} the end moved away before`
            : ""}
          {state === "ended" ? ` · ${readers.ended.toLocaleString("en")} were in it when it was ended` : ""}
        </p>
        {maySend ? <SeriesActs id={id} state={state} /> : null}
        <h2>Its mails</h2>
        <StepTable seriesId={id} steps={series.steps} />
        {state === "ended" ? null : (
          <form action={`/api/v1/desk/series/${id}/steps`} className="words-form" method="post">
            <button className="button quiet" type="submit">
              Add a mail
            </button>
          </form>
        )}
        {state === "ended" || !maySend ? null : (
          <>
            <h2>When, and for whom</h2>
            <SeriesForm
              given={{
                ...series,
                steps: steps.map(({ id: stepId, subject, waitHours, atHour }) => ({
                  id: stepId,
                  subject,
                  waitHours,
                  atHour,
                })),
              }}
              // Made anew for other mails alone, so that it keeps what is typed in it, and what it says, when it was saved.
              key={steps.map((step) => step.id).join()}
              triggers={triggers.map((name) => ({ name, words: triggerWords[name], days: usualDays[name] }))}
            />
          </>
        )}
      </div>
    </>
  );
}
