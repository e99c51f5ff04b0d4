"use client";
import { useEffect, useState } from "react";
import type { z } from "zod";
import type { DigestPlan, digestPreview } from "@/lib/newsletters/digest/schema.ts";
import { call } from "../../../(reader)/parts/call.ts";

const restMs = 400;

export type Preview = z.output<typeof digestPreview>;
export type Previewed = { preview: Preview | undefined; problem: string; isOld: boolean };

/**
 * What a digest by this plan would hold now: asked a moment after the last change, and only the answer to the last question counts.
 * While it is asked, the one before stays, marked as old.
 */
export function usePreview(slug: string, plan: DigestPlan): Previewed {
  const [seen, setSeen] = useState<Previewed>({ preview: undefined, problem: "", isOld: true });
  const question = JSON.stringify(plan);
  useEffect(() => {
    setSeen((now) => ({ ...now, isOld: true }));
    let isGone = false;
    const timer = setTimeout(async () => {
      const path = `/api/v1/desk/newsletters/${slug}/digest/preview`;
      const answer = await call<Preview>("POST", path, { plan: JSON.parse(question) });
      if (isGone) return;
      setSeen(
        answer.ok
          ? { preview: answer.view, problem: "", isOld: false }
          : { preview: undefined, problem: problemOf(answer.problem.title), isOld: false },
      );
    }, restMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [slug, question]);
  return seen;
}

/** What the API says of a field, without the field's place in what was sent. */
export const problemOf = (title: string) => title.replace(/(^|\s)plan\.[a-zA-Z]+(\.\d+)?: /g, "$1");
