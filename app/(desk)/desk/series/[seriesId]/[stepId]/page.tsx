import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { stepById } from "@/lib/series/reads.ts";
import { deskCtx, isUuid, orNotFound } from "../../../../../page-context.ts";
import { AskingForm } from "../../../../parts/asking-form.tsx";
import { StepEditor } from "../../../../parts/series/step-editor.tsx";
import { StepTest } from "../../../../parts/series/step-test.tsx";

export const metadata: Metadata = { title: "A mail of a series", robots: "noindex" };

/** Where one mail of a series is written and tried. */
export default async function SeriesStep({ params }: { params: Promise<{ seriesId: string; stepId: string }> }) {
  const { seriesId, stepId } = await params;
  const ctx = await deskCtx("newsletters.write");
  if (!isUuid(seriesId) || !isUuid(stepId)) notFound();
  const { series, step } = await orNotFound(stepById(ctx, seriesId, stepId));
  const at = `/api/v1/desk/series/${seriesId}/steps/${stepId}`;
  const { subject, preview, document, version } = step;
  const maySend = mayDo(ctx.actor.roles, "newsletters.send");
  return (
    <>
      <div className="top">
        <h1>{series.title}</h1>
        <Link className="button quiet" href={`/desk/series/${seriesId}`} prefetch={false}>
          The series
        </Link>
        <a className="button quiet" href={`${at}/preview`} rel="noopener" target="_blank">
          See it as a mail
        </a>
      </div>
      <div className="sheet">
        {step.takenOutAt ? <p className="said waits">It was taken out: nobody gets it any more.</p> : null}
        <StepEditor at={at} given={{ subject, preview, document, version }} isOn={series.state === "on"} />
        <h2>Try it</h2>
        {step.isDraft ? (
          <p className="meta">Once it is written and saved, it can be sent to you.</p>
        ) : (
          <StepTest at={at} own={ctx.actor.email} />
        )}
        {maySend && !step.takenOutAt ? (
          <AskingForm
            action={`${at}/taking-out`}
            className="form words-form"
            done={`/desk/series/${seriesId}?done=saved`}
          >
            <div>
              <button className="button quiet" type="submit">
                Take it out: nobody gets it any more
              </button>
            </div>
          </AskingForm>
        ) : null}
      </div>
    </>
  );
}
