import type { Editor } from "@tiptap/core";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** Moves the block that one is in past the one before or after it. Answers whether there was one. */
export function moveBlock(editor: Editor, by: -1 | 1): boolean {
  return editor.commands.command(({ tr, state, dispatch }) => {
    const { doc, selection } = state;
    const at = selection.$from.index(0);
    const other = at + by;
    if (other < 0 || other >= doc.childCount) return false;
    if (!dispatch) return true;
    const node = doc.child(at);
    const from = startOf(doc, at);
    const to = by < 0 ? from - doc.child(other).nodeSize : from + doc.child(other).nodeSize;
    const inside = selection.from - from;
    tr.delete(from, from + node.nodeSize).insert(to, node);
    tr.setSelection(
      node.isAtom && node.isBlock ? NodeSelection.create(tr.doc, to) : TextSelection.near(tr.doc.resolve(to + inside)),
    );
    tr.scrollIntoView();
    return true;
  });
}

/** Typing while a card is chosen writes behind it: a key too many must not take the place of a picture. */
export function writeBehindCard({ state, dispatch }: EditorView, text: string): boolean {
  const { selection, schema } = state;
  const paragraph = schema.nodes.paragraph?.create(null, schema.text(text));
  if (!paragraph || !(selection instanceof NodeSelection) || !selection.node.isBlock) return false;
  const tr = state.tr.insert(selection.to, paragraph);
  tr.setSelection(TextSelection.create(tr.doc, selection.to + 1 + text.length));
  dispatch(tr.scrollIntoView());
  return true;
}

/** Takes the block away that one is in; undo brings it back. */
export function removeBlock(editor: Editor): boolean {
  return editor
    .chain()
    .command(({ tr, state }) => {
      const at = state.selection.$from.index(0);
      if (at >= state.doc.childCount) return false;
      const from = startOf(state.doc, at);
      const node = state.doc.child(at);
      if (state.doc.childCount === 1)
        tr.replaceWith(from, from + node.nodeSize, state.schema.nodes.paragraph?.create() ?? []);
      else tr.delete(from, from + node.nodeSize);
      return true;
    })
    .focus()
    .run();
}

function startOf(doc: { child(at: number): { nodeSize: number } }, at: number): number {
  let pos = 0;
  for (let before = 0; before < at; before += 1) pos += doc.child(before).nodeSize;
  return pos;
}
