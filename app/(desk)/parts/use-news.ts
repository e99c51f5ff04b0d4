import { useEffect, useEffectEvent, useState } from "react";
import type { DeskNewsView } from "@/lib/comments/desk-schema.ts";
import { call } from "../../(reader)/parts/call.ts";

const everyMs = 3_000;

/**
 * What stands in the list now, asked every few seconds while somebody can see the page. An answer that was asked for before
 * something was done here is left aside, for it does not know of that.
 */
export function useNews(query: Record<string, string>, reading: string | undefined) {
  const [news, setNews] = useState<DeskNewsView>();
  const [act, setAct] = useState(0);
  const words = new URLSearchParams({ ...query, ...(reading ? { reading } : {}) }).toString();

  const look = useEffectEvent(async (isStill: () => boolean) => {
    if (document.visibilityState === "hidden") return;
    const answer = await call<DeskNewsView>("GET", `/api/v1/desk/comments/news?${words}`);
    if (answer.ok && isStill()) setNews(answer.view);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each act and each other comment begins anew.
  useEffect(() => {
    let isOver = false;
    const isStill = () => !isOver;
    const timer = setInterval(() => void look(isStill), everyMs);
    const turn = () => void look(isStill);
    turn();
    document.addEventListener("visibilitychange", turn);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", turn);
    };
  }, [words, act]);

  return {
    news,
    /** Whatever was asked before is old now. */
    forget: () => {
      setNews(undefined);
      setAct((count) => count + 1);
    },
  };
}
