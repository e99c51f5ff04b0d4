import type { Editor } from "@tiptap/core";

export type Part = { name: string; label: string; hint: string; add(editor: Editor): void };

/** What the slash menu offers; the picker of stories is the page's own. */
export const partsToAdd = (pickStory: () => void): Part[] => [
  { name: "text", label: "Text", hint: "A paragraph", add: (editor) => editor.chain().focus().setParagraph().run() },
  {
    name: "heading",
    label: "Heading",
    hint: "Of a section",
    add: (editor) => editor.chain().focus().setNode("heading", { level: 2 }).run(),
  },
  {
    name: "subheading",
    label: "Small heading",
    hint: "Within a section",
    add: (editor) => editor.chain().focus().setNode("heading", { level: 3 }).run(),
  },
  { name: "story", label: "Story", hint: "A card, from your stories", add: pickStory },
  {
    name: "list",
    label: "List",
    hint: "With dashes",
    add: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: "numbered",
    label: "Numbered list",
    hint: "In an order",
    add: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    name: "quote",
    label: "Quote",
    hint: "With who said it",
    add: (editor) => editor.chain().focus().setNode("quote").run(),
  },
  {
    name: "picture",
    label: "Picture",
    hint: "From your device, or by its address",
    add: (editor) => put(editor, { type: "image" }),
  },
  { name: "button", label: "Button", hint: "One thing to press", add: (editor) => put(editor, { type: "button" }) },
  {
    name: "line",
    label: "Line",
    hint: "Between two parts",
    add: (editor) => editor.chain().focus().setHorizontalRule().run(),
  },
  {
    name: "name",
    label: "Reader’s first name",
    hint: "Typed as {first_name|there}",
    add: (editor) =>
      editor
        .chain()
        .focus()
        .insertContent({ type: "field", attrs: { field: "first_name", fallback: "there" } })
        .run(),
  },
];

/** Puts a block where one is and leaves room to write below it; its first box is what one types into next. */
function put(editor: Editor, block: { type: string }) {
  const at = editor.state.selection.$from.index(0);
  editor
    .chain()
    .insertContent([block, { type: "paragraph" }])
    .run();
  const boxes = editor.view.dom.querySelectorAll<HTMLElement>(`.block-${block.type}`);
  const made = [...boxes].find((box) => [...editor.view.dom.children].indexOf(box) >= at) ?? [...boxes].at(-1);
  made?.querySelector("input")?.focus();
}
