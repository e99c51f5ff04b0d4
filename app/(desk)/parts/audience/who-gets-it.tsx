"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

type Option = { id: string; name: string };
type Props = { issueId: string; version: number; chosen: (Option & { words: string }) | null; audiences: Option[] };

/** Whom an issue is for. The choice is saved at once, and is a version of the issue like any other. */
export function WhoGetsIt({ issueId, version, chosen, audiences }: Props) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const isRetired = chosen && !audiences.some(({ id }) => id === chosen.id);

  async function choose(audienceId: string) {
    setBusy(true);
    const answer = await call("PUT", `/api/v1/desk/issues/${issueId}/audience`, {
      version,
      audienceId: audienceId || null,
    });
    setBusy(false);
    setProblem(answer.ok ? "" : answer.problem.title);
    router.refresh();
  }

  return (
    <div className="form who-gets-it">
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <label className="field">
        <span>It is for</span>
        <select
          aria-busy={isBusy}
          disabled={isBusy}
          key={`${version} ${chosen?.id}`}
          defaultValue={chosen?.id ?? ""}
          onChange={({ target }) => void choose(target.value)}
        >
          <option value="">everybody who confirmed the newsletter</option>
          {isRetired ? <option value={chosen.id}>{chosen.name} (retired)</option> : null}
          {audiences.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <span className="hint">
          {chosen ? (
            <>
              Readers who {chosen.words}. <Link href={`/desk/audiences/${chosen.id}`}>Look at it</Link>. Who fits is
              looked up when the mailing starts. The archive does not list the issue; whoever has its address can read
              it.
            </>
          ) : (
            <>
              Or for some of them: <Link href="/desk/audiences">audiences</Link> are made by conditions.
            </>
          )}
        </span>
      </label>
    </div>
  );
}
