"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { blocksOf } from "@/lib/newsletters/body.ts";
import { call } from "../../(reader)/parts/call.ts";
import { IssueBody } from "../../(reader)/parts/issue-body.tsx";

type Draft = { id: string; version: number; subject: string; preview: string; body: string };
type Words = Pick<Draft, "subject" | "preview" | "body">;

/** Writes a plain issue beside what it will look like, and sends it after one more look at how many will get it. */
export function IssueEditor(props: { slug: string; newsletter: string; audience: number; draft: Draft | null }) {
  const router = useRouter();
  const [kept, setKept] = useState<{ id: string; version: number } | null>(props.draft);
  const [words, setWords] = useState<Words>(props.draft ?? { subject: "", preview: "", body: "" });
  const [saved, setSaved] = useState<Words | null>(props.draft);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const sendNow = useRef<HTMLButtonElement>(null);
  const isDirty =
    !saved || words.subject !== saved.subject || words.preview !== saved.preview || words.body !== saved.body;

  useEffect(() => {
    if (isAsking) sendNow.current?.focus();
  }, [isAsking]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    if (isDirty && (words.body || words.subject)) window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isDirty, words]);

  async function save(): Promise<{ id: string; version: number } | undefined> {
    setBusy(true);
    const answer = kept
      ? await call<{ id: string; version: number }>("PUT", `/api/v1/desk/issues/${kept.id}`, {
          ...pick(words),
          version: kept.version,
        })
      : await call<{ id: string; version: number }>(
          "POST",
          `/api/v1/desk/newsletters/${props.slug}/issues`,
          pick(words),
        );
    setBusy(false);
    if (!answer.ok) {
      setWord({ text: answer.problem.title, isProblem: true });
      return undefined;
    }
    const now = { id: answer.view.id, version: answer.view.version };
    if (!kept) window.history.replaceState(null, "", `/desk/newsletters/${props.slug}/${now.id}`);
    setKept(now);
    setSaved(words);
    setWord({ text: "Saved.", isProblem: false });
    return now;
  }

  async function send() {
    const now = isDirty ? await save() : kept;
    if (!now) return setAsking(false);
    setBusy(true);
    const answer = await call<{ recipients: number }>("POST", `/api/v1/desk/issues/${now.id}/send`, {
      version: now.version,
    });
    setBusy(false);
    setAsking(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    router.push(`/desk/newsletters/${props.slug}`);
    router.refresh();
  }

  const field = (name: keyof Words) => ({
    name,
    value: words[name],
    onChange: (event: { target: { value: string } }) => setWords({ ...words, [name]: event.target.value }),
  });

  return (
    <>
      <div className="top">
        <h1>{props.newsletter}</h1>
        <span className="meta">{isDirty ? "Not saved" : "Saved"}</span>
        <button className="button quiet" disabled={isBusy || !isDirty} onClick={() => void save()} type="button">
          Save draft
        </button>
        <button
          className="button"
          disabled={isBusy || !words.subject || !words.body}
          onClick={() => setAsking(true)}
          type="button"
        >
          Send …
        </button>
      </div>
      <div className="sheet wide">
        {isAsking ? (
          <div className="said waits" role="alert">
            <p>
              Send “{words.subject}” now to {props.audience.toLocaleString("en")}{" "}
              {props.audience === 1 ? "reader who has" : "readers who have"} confirmed “{props.newsletter}”? It cannot
              be taken back.
            </p>
            <div className="keys">
              <button className="button" disabled={isBusy} onClick={() => void send()} ref={sendNow} type="button">
                Send it now
              </button>
              <button className="button quiet" onClick={() => setAsking(false)} type="button">
                Not yet
              </button>
            </div>
          </div>
        ) : null}
        {word ? (
          <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
            {word.text}
          </p>
        ) : null}
        <div className="pair">
          <div className="form">
            <label className="field">
              <span>Subject</span>
              <input maxLength={150} {...field("subject")} />
            </label>
            <label className="field">
              <span>Preview, beside the subject in an inbox</span>
              <input maxLength={200} {...field("preview")} />
            </label>
            <label className="field">
              <span>The issue</span>
              <textarea rows={18} {...field("body")} />
            </label>
            <p className="hint">
              An empty line begins a paragraph. <code>## A heading</code>, <code>&gt; a quotation</code>,{" "}
              <code>- a list</code>, <code>---</code> a line, <code>[words](https://…)</code> a link.
            </p>
          </div>
          <section aria-label="As it will look">
            <p className="meta">As it will look</p>
            <h2>{words.subject || "The subject"}</h2>
            <IssueBody blocks={blocksOf(words.body)} />
          </section>
        </div>
      </div>
    </>
  );
}

const pick = ({ subject, preview, body }: Words): Words => ({ subject, preview, body });
