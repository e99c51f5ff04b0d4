"use client";
import type { Editor } from "@tiptap/core";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import type { IssueDocument } from "@/lib/newsletters/document.ts";
import { call } from "../../../(reader)/parts/call.ts";
import { documentOfDoc } from "../issue/blocks-and-nodes.ts";
import { useLeavingAsked, WritingSheet } from "../issue/writing-sheet.tsx";

type Given = { subject: string; preview: string; document: IssueDocument; version: number };

/** Where a mail of a series is written. It is saved when one says so, for who gets it gets it in these words from then on. */
export function StepEditor({ at, given, isOn }: { at: string; given: Given; isOn: boolean }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const version = useRef(given.version);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [isChanged, setChanged] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [word, setWord] = useState({ text: "", isProblem: false });
  useLeavingAsked(isChanged);
  const touch = () => {
    setChanged(true);
    setWord({ text: "", isProblem: false });
  };

  async function save(typed: FormData) {
    if (!editor || isBusy) return;
    setBusy(true);
    const answer = await call<{ version: number }>("PUT", at, {
      version: version.current,
      subject: typed.get("subject"),
      preview: typed.get("preview"),
      document: documentOfDoc(editor.getJSON()),
    });
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    version.current = answer.view.version;
    setChanged(false);
    setWord({ text: "Saved. Who has had this mail gets nothing anew.", isProblem: false });
    router.refresh();
  }

  return (
    <>
      <form
        className="form"
        onChange={touch}
        onSubmit={(event) => {
          event.preventDefault();
          void save(new FormData(event.currentTarget));
        }}
        ref={form}
      >
        <label className="field">
          <span>Subject</span>
          <input defaultValue={given.subject} maxLength={150} name="subject" readOnly={!editor} />
        </label>
        <label className="field">
          <span>Preview, beside the subject in an inbox</span>
          <input defaultValue={given.preview} maxLength={200} name="preview" readOnly={!editor} />
        </label>
        <noscript>
          <p className="said waits">Writing needs JavaScript. What stands below is the mail as it was saved last.</p>
        </noscript>
      </form>
      <div className="form words-form">
        <WritingSheet changed={touch} document={given.document} label="The words of the mail" ready={setEditor} />
        <p className={word.isProblem ? "said problem" : "meta"} role={word.isProblem ? "alert" : "status"}>
          {word.text || (isChanged ? "Not saved yet." : "")}
        </p>
        <div>
          <button
            className="button"
            disabled={isBusy || !editor}
            onClick={() => form.current?.requestSubmit()}
            type="button"
          >
            {isOn ? "Save; who is next gets it in these words" : "Save"}
          </button>
        </div>
      </div>
    </>
  );
}
