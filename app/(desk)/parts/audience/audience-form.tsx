"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Choices } from "@/lib/audiences/reads.ts";
import type { Who } from "@/lib/audiences/schema.ts";
import { call } from "../../../(reader)/parts/call.ts";
import { GroupOfConditions } from "./group-of-conditions.tsx";
import { branchOf, isFinished, whoOf } from "./tree.ts";
import { useCount } from "./use-count.ts";
import { WhyNot } from "./why-not.tsx";

type Given = { id: string; name: string; version: number; who: Who };
type Letter = { slug: string; name: string };

const first: Who = { kind: "all", of: [{ kind: "saved", section: null, tag: null, withinDays: 30, isNot: false }] };

/** Makes an audience, or changes one, while it says how many are in it now. */
export function AudienceForm({ given, choices, letters }: { given?: Given; choices: Choices; letters: Letter[] }) {
  const router = useRouter();
  const [branch, setBranch] = useState(() => branchOf(given?.who ?? first));
  const [slug, setSlug] = useState(letters[0]?.slug ?? "");
  const [version, setVersion] = useState(given?.version ?? 1);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const isWhole = isFinished(branch);
  const { counts, problem, isOld } = useCount(slug, isWhole ? whoOf(branch) : undefined);

  async function save(name: string) {
    if (!isWhole) return setWord({ text: "A condition is not finished. Fill it in, or remove it.", isProblem: true });
    setBusy(true);
    const draft = { name, who: whoOf(branch) };
    const answer = given
      ? await call<{ version: number }>("PUT", `/api/v1/desk/audiences/${given.id}`, { ...draft, version })
      : await call<{ version: number }>("POST", "/api/v1/desk/audiences", draft);
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    if (!given) {
      router.push("/desk/audiences?done=saved");
      return router.refresh();
    }
    setVersion(answer.view.version);
    setWord({ text: "Saved.", isProblem: false });
    router.refresh();
  }

  return (
    <form
      className="form audience-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void save(String(new FormData(event.currentTarget).get("name")));
      }}
    >
      <label className="field">
        <span>Name</span>
        <input
          defaultValue={given?.name}
          maxLength={80}
          minLength={3}
          name="name"
          placeholder="Who read about water"
          required
        />
      </label>
      <GroupOfConditions
        branch={branch}
        change={(changed) => {
          setBranch(changed);
          setWord(undefined);
        }}
        choices={choices}
        number=""
      />
      <section aria-label="How many they are" className="audience-count">
        {letters.length > 1 ? (
          <label className="joined-by">
            <span>Of the readers of</span>
            <select onChange={({ target }) => setSlug(target.value)} value={slug}>
              {letters.map((letter) => (
                <option key={letter.slug} value={letter.slug}>
                  {letter.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <div aria-busy={isOld && isWhole} className={isOld ? "is-old" : undefined} role="status">
          {letters.length === 0 ? (
            <p className="meta">There is no newsletter yet whose readers could be counted.</p>
          ) : problem ? (
            <p className="meta">{problem}</p>
          ) : !isWhole ? (
            <p className="meta">Fill in each condition to see how many they are.</p>
          ) : counts ? (
            <WhyNot counts={counts} />
          ) : (
            <p className="meta">Counting …</p>
          )}
        </div>
      </section>
      {word ? (
        <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
          {word.text}
        </p>
      ) : null}
      <div>
        <button className="button" disabled={isBusy} type="submit">
          {given ? "Save" : "Save this audience"}
        </button>
      </div>
    </form>
  );
}
