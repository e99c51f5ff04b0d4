"use client";
import type { Editor } from "@tiptap/core";
import { useRef, useState } from "react";
import type { IssueDocument } from "@/lib/newsletters/document.ts";
import { documentOfDoc } from "../issue/blocks-and-nodes.ts";
import { usePressedSave } from "../issue/use-pressed-save.ts";
import { WritingSheet } from "../issue/writing-sheet.tsx";

type Given = { subject: string; preview: string; document: IssueDocument; version: number };

/** Where a mail of a series is written. It is saved when one says so, for who gets it gets it in these words from then on. */
export function StepEditor({ at, given, isOn }: { at: string; given: Given; isOn: boolean }) {
  const form = useRef<HTMLFormElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const { save, touch, isBusy, isChanged, word } = usePressedSave(
    at,
    given.version,
    "Saved. Who has had this mail gets nothing anew.",
  );

  function press(typed: FormData) {
    if (!editor || isBusy) return;
    void save({
      subject: typed.get("subject"),
      preview: typed.get("preview"),
      document: documentOfDoc(editor.getJSON()),
    });
  }

  return (
    <>
      <form
        className="form"
        onChange={touch}
        onSubmit={(event) => {
          event.preventDefault();
          press(new FormData(event.currentTarget));
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
