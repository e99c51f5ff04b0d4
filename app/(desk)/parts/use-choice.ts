import { useRef, useState } from "react";
import { mayReject } from "./queue-decision.tsx";
import type { DeskItem } from "./queue-detail.tsx";

/** The server takes no more by one press. */
const most = 100;

export type Choice = ReturnType<typeof useChoice>;

/**
 * Which comments of a list are chosen, to be decided together: each in the version that stood on the screen, so one that was
 * changed since is chosen no more. What others decided meanwhile cannot be chosen.
 */
export function useChoice(items: DeskItem[], gone: Set<string>) {
  const [versions, setVersions] = useState<ReadonlyMap<string, number>>(new Map());
  /** Where a range begins: the comment that was chosen or left out last. */
  const anchor = useRef<string | undefined>(undefined);
  const able = items.filter((item) => mayReject(item) && !gone.has(item.id));
  const chosen = items.filter((item) => versions.get(item.id) === item.version && mayReject(item));
  const isChosen = (id: string) => chosen.some((item) => item.id === id);

  function put(some: DeskItem[], isIn: boolean) {
    const next = new Map(versions);
    for (const { id, version } of some) {
      if (!isIn) next.delete(id);
      else if (next.size < most) next.set(id, version);
    }
    setVersions(next);
  }

  return {
    chosen,
    isChosen,
    mayChoose: (item: DeskItem) => able.includes(item) || isChosen(item.id),
    isAll: able.length > 0 && able.every(({ id }) => isChosen(id)),
    toggle: (id: string) => {
      anchor.current = id;
      put(
        items.filter((item) => item.id === id && (able.includes(item) || isChosen(id))),
        !isChosen(id),
      );
    },
    /** Everything between the last one that was chosen, or else `from`, and this one. */
    extendTo: (id: string, from = id) => {
      anchor.current ??= from;
      const ends = [anchor.current, id].map((end) => items.findIndex((item) => item.id === end));
      const [first = 0, last = 0] = ends.sort((one, other) => one - other);
      put(
        items.slice(Math.max(first, 0), last + 1).filter((item) => able.includes(item)),
        true,
      );
    },
    all: () => put(able, true),
    none: () => {
      anchor.current = undefined;
      setVersions(new Map());
    },
  };
}
