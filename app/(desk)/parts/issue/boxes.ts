import type { Editor } from "@tiptap/core";
import type { Node as PmNode } from "@tiptap/pm/model";
import type { NodeView, ViewMutationRecord } from "@tiptap/pm/view";
import { showForWhom } from "./for-whom.ts";
import { moveBlock, removeBlock } from "./move-block.ts";

export type Box = {
  name: string;
  label: string;
  placeholder?: string;
  /** What is wrong with what was typed, or nothing. What is wrong stays in the box and goes no further. */
  problem?(text: string): string | undefined;
};

type Given = { node: PmNode; editor: Editor; getPos: () => number | undefined };

/**
 * A block that is filled in rather than written: a picture, a button, a story. Its boxes are plain inputs, so that keys,
 * screen readers and undo work in them as everywhere. `shown` is what readers see of it.
 */
export function boxesView(kind: string, title: string, boxes: Box[], shown?: (node: PmNode) => HTMLElement | null) {
  return ({ node, editor, getPos }: Given): NodeView => {
    const dom = document.createElement("div");
    dom.className = `block block-${kind}`;
    dom.contentEditable = "false";
    dom.setAttribute("role", "group");
    dom.setAttribute("aria-label", title);
    const head = document.createElement("p");
    head.className = "meta";
    head.textContent = title;
    const view = document.createElement("div");
    dom.append(head, view);
    const inputs = boxes.map((box) => inputOf(box, (text) => write(box.name, text)));
    dom.append(...inputs.map(({ field }) => field));

    const write = (name: string, text: string) => {
      const pos = getPos();
      if (pos === undefined) return;
      editor.commands.command(({ tr }) => {
        const now = tr.doc.nodeAt(pos);
        if (!now) return false;
        tr.setNodeMarkup(pos, undefined, { ...now.attrs, [name]: text });
        return true;
      });
    };
    const show = (now: PmNode) => {
      showForWhom(dom, now);
      const made = shown?.(now);
      view.replaceChildren(...(made ? [made] : []));
      for (const [at, box] of boxes.entries()) {
        const input = inputs[at]?.input;
        const held = String(now.attrs[box.name] ?? "");
        if (input && input !== document.activeElement && !input.matches('[aria-invalid="true"]')) input.value = held;
      }
    };
    dom.addEventListener("focusin", () => {
      const pos = getPos();
      if (pos !== undefined) editor.commands.setNodeSelection(pos);
    });
    dom.addEventListener("keydown", (event) => {
      if (!event.altKey || !(event.key === "ArrowUp" || event.key === "ArrowDown" || event.key === "Backspace")) return;
      event.preventDefault();
      if (event.key === "Backspace") removeBlock(editor);
      else moveBlock(editor, event.key === "ArrowUp" ? -1 : 1);
    });
    show(node);
    return {
      dom,
      update(now) {
        if (now.type !== node.type) return false;
        show(now);
        return true;
      },
      selectNode: () => dom.classList.add("is-selected"),
      deselectNode: () => dom.classList.remove("is-selected"),
      stopEvent: (event) =>
        event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement || bringsFiles(event),
      ignoreMutation: (_: ViewMutationRecord) => true,
    };
  };
}

/** A file that is dropped or pasted on a block is for the block. */
const bringsFiles = (event: Event) =>
  (event instanceof DragEvent && event.dataTransfer?.types.includes("Files")) ||
  (event instanceof ClipboardEvent && (event.clipboardData?.files.length ?? 0) > 0);

let made = 0;
export function inputOf({ name, label, placeholder = "", problem }: Box, write: (text: string) => void) {
  made += 1;
  const field = document.createElement("label");
  field.className = "field";
  const words = document.createElement("span");
  words.textContent = label;
  const input = document.createElement("input");
  input.name = name;
  input.placeholder = placeholder;
  input.autocomplete = "off";
  const says = document.createElement("span");
  says.className = "hint state-bad";
  says.id = `box-${made}`;
  field.append(words, input, says);
  input.addEventListener("input", () => {
    const wrong = problem?.(input.value);
    if (!wrong) {
      input.removeAttribute("aria-invalid");
      says.textContent = "";
      write(input.value.trim() === "" ? "" : input.value);
    }
  });
  input.addEventListener("change", () => {
    const wrong = problem?.(input.value);
    says.textContent = wrong ?? "";
    if (!wrong) return;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", says.id);
  });
  return { field, input };
}
