import { type Editor, Extension } from "@tiptap/core";
import type { Node as PmNode } from "@tiptap/pm/model";
import type { ReaderPart } from "@/lib/newsletters/document.ts";
import { partIn } from "./blocks-and-nodes.ts";

/** What the select says; nothing is for everybody. */
export const forWhomWords: Record<"" | ReaderPart, string> = {
  "": "For everybody",
  plan: "For who has a plan",
  no_plan: "For who has none",
};

const blocks = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "quote",
  "horizontalRule",
  "image",
  "button",
  "story",
];

/** Blocks that only some readers get. What is split off or made into another kind of block stays for whom it was. */
export const forWhom = Extension.create({
  name: "forWhom",
  addGlobalAttributes: () => [
    {
      types: blocks,
      attributes: {
        isFor: {
          default: "",
          parseHTML: (element: HTMLElement) => partIn(element.dataset.for) ?? null,
          renderHTML: ({ isFor }: Record<string, unknown>) => (partIn(isFor) ? { "data-for": isFor } : {}),
        },
      },
    },
  ],
});

/** Marks a block that is drawn by hand. */
export function showForWhom(dom: HTMLElement, node: PmNode) {
  const part = partIn(node.attrs.isFor);
  if (part) dom.dataset.for = part;
  else delete dom.dataset.for;
}

export const tellsApart = (editor: Editor) => editor.schema.nodes.paragraph?.spec.attrs?.isFor !== undefined;

/** For whom the blocks are that one is in: of several the first. */
export function forWhomNow(editor: Editor): "" | ReaderPart {
  const { doc, selection } = editor.state;
  const block = doc.childCount > 0 ? doc.child(Math.min(selection.$from.index(0), doc.childCount - 1)) : null;
  return partIn(block?.attrs.isFor) ?? "";
}

/** Says for whom the blocks are that one is in, in one step that undo takes back. */
export function setForWhom(editor: Editor, isFor: "" | ReaderPart): boolean {
  return editor.commands.command(({ tr, state }) => {
    const { $from, $to } = state.selection;
    const [first, last] = [$from.index(0), Math.max($from.index(0), $to.indexAfter(0) - 1)];
    state.doc.forEach((block, pos, at) => {
      if (at < first || at > last) return;
      tr.setNodeAttribute(pos, "isFor", isFor);
      // A list is made of paragraphs; what is taken out of it is for the same readers.
      block.descendants((inner, within) => {
        if (inner.type.spec.attrs?.isFor !== undefined) tr.setNodeAttribute(pos + 1 + within, "isFor", isFor);
      });
    });
    return true;
  });
}
