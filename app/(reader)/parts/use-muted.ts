import { useEffect, useEffectEvent, useState } from "react";
import { call } from "./call.ts";

/**
 * Which comments on this page are by members whom its reader has muted. It is asked for beside the list, which is the same for
 * everybody, and again when something new came; by who has muted nobody it is never asked.
 */
export function useMuted(storyId: string, first: { muted: string[]; hasMutes: boolean }, version: number) {
  const [muted, setMuted] = useState(() => new Set(first.muted));
  const [hasMutes, setHasMutes] = useState(first.hasMutes);
  const [known, setKnown] = useState(version);

  const look = useEffectEvent(async () => {
    setKnown(version);
    const answer = await call<{ comments: string[] }>("GET", `/api/v1/stories/${storyId}/comments/muted`);
    // What cannot be asked now is asked with what comes next.
    if (answer.ok) setMuted((now) => new Set([...now, ...answer.view.comments]));
  });
  useEffect(() => {
    if (hasMutes && version !== known) void look();
  }, [hasMutes, version, known]);

  return {
    isMuted: (id: string) => muted.has(id),
    put: (ids: string[], isMuted: boolean) => {
      if (isMuted) setHasMutes(true);
      setMuted((now) => (isMuted ? new Set([...now, ...ids]) : new Set([...now].filter((id) => !ids.includes(id)))));
    },
  };
}
