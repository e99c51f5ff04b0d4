"use client";
import type { Editor } from "@tiptap/core";
import { useRef, useState } from "react";
import { languages } from "@/lib/languages.ts";
import type { IssueDocument } from "@/lib/newsletters/document.ts";
import { documentOfDoc, fieldAddress, webAddress } from "../issue/blocks-and-nodes.ts";
import { fillableExtensions } from "../issue/nodes.ts";
import type { Part } from "../issue/parts-to-add.ts";
import { usePressedSave } from "../issue/use-pressed-save.ts";
import { WritingSheet } from "../issue/writing-sheet.tsx";
import { type FieldRow, TemplateFields } from "./template-fields.tsx";

type Given = {
  name: string;
  title: string;
  language: string;
  subject: string;
  preview: string;
  document: IssueDocument;
  fields: FieldRow[];
  version: number;
};

const pressed = (text: string) => fieldAddress(text) || webAddress(text);

/** Where a template is written. It is saved when one says so, for mails go out in its words from then on. */
export function TemplateEditor({ given }: { given: Given }) {
  const form = useRef<HTMLFormElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [fields, setFields] = useState(given.fields);
  const { save, touch, isBusy, isChanged, word } = usePressedSave(
    `/api/v1/desk/message-templates/${given.name}`,
    given.version,
    "Saved. Mails go out in these words from now on.",
  );
  const named = fields.filter(({ name }) => name);

  function press(typed: FormData) {
    if (!editor || isBusy) return;
    void save({
      kind: "transactional",
      title: typed.get("title"),
      language: typed.get("language"),
      subject: typed.get("subject"),
      preview: typed.get("preview"),
      document: documentOfDoc(editor.getJSON(), pressed),
      fields: fields.map(({ name, kind, fallback }) => ({ name, kind, fallback })),
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
          <span>What it is</span>
          <input defaultValue={given.title} maxLength={80} minLength={3} name="title" required />
        </label>
        <label className="field">
          <span>Language</span>
          <select defaultValue={given.language} name="language">
            {languages.map(({ tag, name }) => (
              <option key={tag} lang={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
          <span className="hint">Days and numbers are written out in it.</span>
        </label>
        <TemplateFields
          fields={fields}
          set={(now) => {
            setFields(now);
            touch();
          }}
        />
        <label className="field">
          <span>Subject</span>
          <input defaultValue={given.subject} maxLength={150} name="subject" readOnly={!editor} />
          {named.length > 0 ? (
            <span className="hint">
              Here and everywhere below, {named.map(({ name }) => `{${name}}`).join(", ")} is filled in.
            </span>
          ) : null}
        </label>
        <label className="field">
          <span>Preview, beside the subject in an inbox</span>
          <input defaultValue={given.preview} maxLength={200} name="preview" readOnly={!editor} />
        </label>
        <noscript>
          <p className="said waits">
            Writing needs JavaScript. What stands below is the template as it was saved last.
          </p>
        </noscript>
      </form>
      <div className="form words-form">
        <WritingSheet
          changed={touch}
          document={given.document}
          label="The words of the mail"
          madeOf={fillableExtensions}
          more={named.map(fieldPart)}
          ready={setEditor}
        />
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
            Save; mails go out in these words
          </button>
        </div>
      </div>
    </>
  );
}

const fieldPart = ({ name, kind }: FieldRow): Part => ({
  name: `field-${name}`,
  label: `{${name}}`,
  hint: `Filled in by the program: a ${kind}`,
  add: (editor) => editor.chain().focus().insertContent(`{${name}}`).run(),
});
