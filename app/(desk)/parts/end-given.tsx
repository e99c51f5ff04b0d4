"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

/** Takes back what was given. It is asked once more, for its member loses it at once. */
export function EndGiven({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [isSure, setSure] = useState(false);
  const [problem, setProblem] = useState("");
  return (
    <>
      <button
        aria-label={isSure ? `Take it back now: ${name}` : `Take it back …: ${name}`}
        className="link"
        onClick={async () => {
          if (!isSure) return setSure(true);
          const answer = await call("POST", `/api/v1/desk/memberships/${id}/ending`, {});
          if (answer.ok) router.refresh();
          else setProblem(answer.problem.title);
        }}
        type="button"
      >
        {isSure ? "Take it back now" : "Take it back …"}
      </button>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
