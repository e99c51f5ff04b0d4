import { useEffect } from "react";
import { call } from "../../(reader)/parts/call.ts";

const path = "/api/v1/desk/reading";
/** So that whoever steps over ten comments with J does not read ten. */
const settleMs = 250;
const againMs = 40_000;
/** Who has not moved for so long has gone for coffee. */
const idleMs = 110_000;

/** One at a time: what is read now must not be overtaken by what was read before. */
let last: Promise<unknown> = Promise.resolve();

const signs = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Tells the others which comment is read here, again and again while somebody is there, and that it is left. */
export function useReading(id: string | undefined) {
  useEffect(() => {
    if (!id) return;
    let isLeft = false;
    let movedAt = Date.now();
    let saidAt = Date.now();
    const say = () => {
      if (document.visibilityState === "hidden") return;
      saidAt = Date.now();
      last = last.then(() => (isLeft ? undefined : call("PUT", path, { commentId: id })));
    };
    const moved = () => {
      movedAt = Date.now();
      if (movedAt - saidAt > againMs) say();
    };
    const soon = setTimeout(say, settleMs);
    const again = setInterval(() => {
      if (Date.now() - movedAt < idleMs) say();
    }, againMs);
    for (const sign of signs) window.addEventListener(sign, moved, { passive: true });
    window.addEventListener("pageshow", say);
    return () => {
      isLeft = true;
      clearTimeout(soon);
      clearInterval(again);
      for (const sign of signs) window.removeEventListener(sign, moved);
      window.removeEventListener("pageshow", say);
    };
  }, [id]);

  useEffect(() => {
    const leave = () => void call("DELETE", path);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, []);
}
