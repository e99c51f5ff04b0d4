"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { type Pasted, PastedCodes } from "./pasted-codes.tsx";

/** More codes for an offer that has a list of them. */
export function AddCodes({ offerId }: { offerId: string }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);

  async function add(given: FormData) {
    setBusy(true);
    setProblem("");
    setPasted(null);
    const path = `/api/v1/desk/offers/${offerId}/codes`;
    const answer = await call<Pasted>("POST", path, Object.fromEntries(given));
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    setPasted(answer.view);
    form.current?.reset();
    router.refresh();
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void add(new FormData(event.currentTarget));
      }}
      ref={form}
    >
      <label className="field">
        <span>More codes, one a line</span>
        <textarea className="short mono" name="codes" required rows={6} spellCheck={false} />
        <span className="hint">Those that the offer has already are counted, and not doubled.</span>
      </label>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      {pasted ? <PastedCodes pasted={pasted} /> : null}
      <div>
        <button className="button" disabled={isBusy} type="submit">
          Add them
        </button>
      </div>
    </form>
  );
}
