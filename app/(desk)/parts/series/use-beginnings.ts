"use client";
import { useEffect, useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

const restMs = 400;

/**
 * For how many readers the series would begin today, by what stands in the form: asked a moment after the last change, and only the answer
 * to the last question counts. Undefined while nobody knows; null where nobody can know beforehand.
 */
export function useBeginnings(id: string, trigger: string, days: number | null): number | null | undefined {
  const [today, setToday] = useState<number | null | undefined>();
  useEffect(() => {
    if (days === null) return setToday(null);
    setToday(undefined);
    if (days < 1 || days > 365) return;
    let isGone = false;
    const timer = setTimeout(async () => {
      const path = `/api/v1/desk/series/${id}/beginnings?trigger=${trigger}&days=${days}`;
      const answer = await call<{ today: number | null }>("GET", path);
      if (!isGone && answer.ok) setToday(answer.view.today);
    }, restMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [id, trigger, days]);
  return today;
}
