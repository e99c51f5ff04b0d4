import type { Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { useState } from "react";
import { isLinkAddress, partIn } from "./blocks-and-nodes.ts";
import { forWhomNow, forWhomWords, setForWhom, tellsApart } from "./for-whom.ts";
import { moveBlock, removeBlock } from "./move-block.ts";
import type { Part } from "./parts-to-add.ts";

/** What can be done with the words or the block that one is at. Every one of these has a key as well. */
export function Toolbar({ editor, parts }: { editor: Editor | null; parts: Part[] }) {
  const [isLinking, setLinking] = useState(false);
  const field = editor?.state.selection instanceof NodeSelection ? editor.state.selection.node : undefined;
  const mark = (name: string, label: string, keys: string, press: (editor: Editor) => void) => (
    <button
      aria-keyshortcuts={keys}
      aria-pressed={editor?.isActive(name) ?? false}
      className="button quiet"
      disabled={!editor}
      onClick={() => editor && press(editor)}
      title={`${label} (${keys.replace("Control+", "Ctrl ")})`}
      type="button"
    >
      {label}
    </button>
  );
  const act = (label: string, title: string, isOff: boolean, press: (editor: Editor) => void) => (
    <button
      className="button quiet"
      disabled={!editor || isOff}
      onClick={() => editor && press(editor)}
      title={title}
      type="button"
    >
      {label}
    </button>
  );
  return (
    <>
      <div aria-label="Writing" className="toolbar" role="toolbar">
        {mark("bold", "Bold", "Control+B", (one) => one.chain().focus().toggleBold().run())}
        {mark("italic", "Italic", "Control+I", (one) => one.chain().focus().toggleItalic().run())}
        {mark("link", "Link", "Control+K", () => setLinking(true))}
        <label>
          <span className="hidden">Put in</span>
          <select
            disabled={!editor}
            onChange={(event) => {
              const part = parts.find(({ name }) => name === event.target.value);
              if (editor && part) part.add(editor);
            }}
            value=""
          >
            <option value="">Put in …</option>
            {parts.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {editor && tellsApart(editor) ? (
          <label>
            <span className="hidden">Who gets this block</span>
            <select
              onChange={(event) => setForWhom(editor, partIn(event.target.value) ?? "")}
              title="Who gets the blocks that you are in"
              value={forWhomNow(editor)}
            >
              {Object.entries(forWhomWords).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <span className="gap" />
        {act("Up", "Move this block up (Alt ↑)", false, (one) => moveBlock(one, -1))}
        {act("Down", "Move this block down (Alt ↓)", false, (one) => moveBlock(one, 1))}
        {act("Take out", "Take this block out; undo brings it back", false, removeBlock)}
        {act("Undo", "Ctrl Z", !editor?.can().undo(), (one) => one.chain().focus().undo().run())}
        {act("Redo", "Ctrl Shift Z", !editor?.can().redo(), (one) => one.chain().focus().redo().run())}
      </div>
      {editor && isLinking ? <LinkBox close={() => setLinking(false)} editor={editor} /> : null}
      {editor && field?.type.name === "field" ? (
        <FallbackBox
          editor={editor}
          fallback={String(field.attrs.fallback)}
          key={editor.state.selection.from}
          name={String(field.attrs.field)}
        />
      ) : null}
    </>
  );
}

function LinkBox({ editor, close }: { editor: Editor; close(): void }) {
  const [problem, setProblem] = useState("");
  const held = String(editor.getAttributes("link").href ?? "");
  const leave = () => {
    close();
    editor.commands.focus();
  };
  return (
    <form
      className="asking"
      onKeyDown={(event) => {
        if (event.key === "Escape") leave();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const given = String(new FormData(event.currentTarget).get("href")).trim();
        const href = /^[\w-]+(\.[\w-]+)+(\/|$)/.test(given) ? `https://${given}` : given;
        if (!isLinkAddress(href)) return setProblem("Write the whole address, with https:// or mailto: in front.");
        const words = editor.state.selection.empty && !editor.isActive("link");
        if (words)
          editor
            .chain()
            .focus()
            .insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] })
            .run();
        else editor.chain().focus().extendMarkRange("link").setLink({ href }).run();
        close();
      }}
    >
      <label className="field">
        <span>The link leads to</span>
        {/* biome-ignore lint/a11y/noAutofocus: somebody has just asked for this box, and types into it next */}
        <input autoComplete="off" autoFocus defaultValue={held} name="href" placeholder="https://" />
        {problem ? (
          <span className="hint state-bad" role="alert">
            {problem}
          </span>
        ) : null}
      </label>
      <button className="button" type="submit">
        Set the link
      </button>
      {held ? (
        <button
          className="button quiet"
          onClick={() => {
            editor.chain().focus().extendMarkRange("link").unsetLink().run();
            close();
          }}
          type="button"
        >
          Take it off
        </button>
      ) : null}
      <button className="button quiet" onClick={leave} type="button">
        Leave it
      </button>
    </form>
  );
}

function FallbackBox({ editor, name, fallback }: { editor: Editor; name: string; fallback: string }) {
  const [problem, setProblem] = useState("");
  return (
    <form
      className="asking"
      onSubmit={(event) => {
        event.preventDefault();
        const given = String(new FormData(event.currentTarget).get("fallback")).trim().replaceAll("'", "’");
        if (/[{}|<>&"]/.test(given)) return setProblem("Without { } | < > & and straight quotation marks, please.");
        editor.chain().updateAttributes("field", { fallback: given }).focus().run();
      }}
    >
      <label className="field">
        <span>
          {name === "name" ? "The reader’s name" : "The reader’s first name"}; where nobody knows it, this stands there
        </span>
        <input autoComplete="off" defaultValue={fallback} maxLength={60} name="fallback" />
        {problem ? (
          <span className="hint state-bad" role="alert">
            {problem}
          </span>
        ) : null}
      </label>
      <button className="button" type="submit">
        Set it
      </button>
    </form>
  );
}
