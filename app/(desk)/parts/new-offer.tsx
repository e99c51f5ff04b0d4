"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { type Pasted, PastedCodes } from "./pasted-codes.tsx";
import { PlanTerms } from "./plan-terms.tsx";

type Kind = "link" | "codes" | "plan";
export type PlanChoice = { id: string; name: string; currencies: string[] };

const kinds: { kind: Kind; words: string }[] = [
  { kind: "link", words: "A link, perhaps with one code for everybody" },
  { kind: "codes", words: "A partner’s product, with a list of codes: each member gets one of their own" },
  { kind: "plan", words: "One of our plans, cheaper, free for a while, or as a gift" },
];

const doneWords: Record<string, string> = {
  anybody: "It is on the members’ page now.",
  leaving: "It stands before whoever is about to end this plan, from now on.",
  returning: "Whoever left so many days ago and wants to hear of offers is told, from now on.",
};

/** A new offer. What was typed stays until it stands on the page. */
export function NewOffer({ plans }: { plans: PlanChoice[] }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<Kind>("link");
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function make(given: FormData) {
    setBusy(true);
    const answer = await call<{ pasted: Pasted | null }>("POST", "/api/v1/desk/offers", Object.fromEntries(given));
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    setWord({ text: doneWords[String(given.get("meantFor") ?? "anybody")] ?? "", isProblem: false });
    setPasted(answer.view.pasted);
    setKind("link");
    form.current?.reset();
    router.refresh();
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void make(new FormData(event.currentTarget));
      }}
      ref={form}
    >
      <fieldset className="lengths">
        <legend>Kind of offer</legend>
        {kinds.map((one) => (
          <label key={one.kind}>
            <input
              checked={kind === one.kind}
              disabled={one.kind === "plan" && plans.length === 0}
              name="kind"
              onChange={() => setKind(one.kind)}
              type="radio"
              value={one.kind}
            />
            {one.words}
          </label>
        ))}
        {plans.length === 0 ? <p className="hint">No plan is on sale, so none can be offered.</p> : null}
      </fieldset>
      <label className="field">
        <span>Title</span>
        <input maxLength={120} name="title" required />
      </label>
      <label className="field">
        <span>What it is</span>
        <textarea className="short" maxLength={2000} name="description" rows={4} />
      </label>
      {kind === "plan" ? <PlanTerms plans={plans} /> : null}
      {kind === "link" ? (
        <label className="field">
          <span>Code, if there is one</span>
          <input maxLength={60} name="code" pattern="[A-Za-z0-9_\-]*" />
        </label>
      ) : null}
      {kind === "codes" ? (
        <label className="field">
          <span>Codes, one a line</span>
          <textarea className="short mono" name="codes" required rows={8} spellCheck={false} />
          <span className="hint">
            Or a table, pasted with its first column the codes. Blanks and repeats are named with their lines; more can
            be added later.
          </span>
        </label>
      ) : null}
      {kind === "plan" ? null : (
        <>
          <label className="field">
            <span>Address where it is taken</span>
            <input name="link" placeholder="https://" required type="url" />
          </label>
          <label className="field">
            <span>Words on the button</span>
            <input defaultValue="See the offer" maxLength={60} name="linkLabel" required />
          </label>
        </>
      )}
      {kind === "link" ? null : (
        <label className="field">
          <span>How many members can have it (optional)</span>
          <input max={1_000_000} min={1} name="mostCodes" type="number" />
          <span className="hint">
            Whoever comes after that many is told that all codes are given. Whoever holds one may use it until the last
            day.
          </span>
        </label>
      )}
      <label className="field">
        <span>Last day, if there is one</span>
        <input name="endsAt" type="date" />
      </label>
      <p
        className={word ? (word.isProblem ? "said problem" : "said") : "hidden"}
        role={word?.isProblem ? "alert" : "status"}
      >
        {word?.text}
      </p>
      {pasted ? <PastedCodes pasted={pasted} /> : null}
      <div>
        <button className="button" disabled={isBusy} type="submit">
          Offer it
        </button>
      </div>
    </form>
  );
}
