"use client";
import { useEffect, useState } from "react";
import type { Who } from "@/lib/audiences/schema.ts";
import type { Audience } from "@/lib/delivery/reach.ts";
import { call } from "../../../(reader)/parts/call.ts";

const restMs = 400;

export type Counted = { counts: Audience | undefined; problem: string; isOld: boolean };

/**
 * How many fit, as they stand now: asked a moment after the last change, and only the answer to the last question counts. While it is
 * asked, the one before stays, marked as old.
 * @param who undefined while it is not finished
 */
export function useCount(slug: string, who: Who | undefined): Counted {
  const [counted, setCounted] = useState<Counted>({ counts: undefined, problem: "", isOld: true });
  const question = who && slug ? JSON.stringify(who) : undefined;
  useEffect(() => {
    setCounted((now) => ({ ...now, problem: "", isOld: true }));
    if (question === undefined) return;
    let isGone = false;
    const timer = setTimeout(async () => {
      const path = `/api/v1/desk/newsletters/${slug}/audience-counts`;
      const answer = await call<Audience>("POST", path, { who: JSON.parse(question) });
      if (isGone) return;
      setCounted(
        answer.ok
          ? { counts: answer.view, problem: "", isOld: false }
          : { counts: undefined, problem: answer.problem.title, isOld: false },
      );
    }, restMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [slug, question]);
  return counted;
}
