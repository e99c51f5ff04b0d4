import type { Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { type Kept, megabytes, sendPicture } from "./send-picture.ts";

/** Which part of a block takes a file that comes to it, by the block's element. */
const takers = new WeakMap<Node, (file: File) => void>();

/** The first picture among files that were dropped or pasted. */
const pictureIn = (files: FileList | undefined | null) =>
  [...(files ?? [])].find(({ type }) => type.startsWith("image/"));

/**
 * Where a picture is chosen, dropped or pasted. It is sent while one writes on; when it was refused, the block stays as it was, and the
 * words say why.
 */
export function picturePlace(block: HTMLElement, kept: (picture: Kept) => void): HTMLElement {
  const place = document.createElement("div");
  place.className = "picture-place";
  const label = document.createElement("label");
  label.className = "button quiet";
  label.textContent = "Choose a picture …";
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/jpeg,image/png,image/gif,image/webp";
  input.className = "hidden";
  label.append(input);
  const hint = document.createElement("span");
  hint.className = "hint";
  hint.textContent = "Or drop or paste it here: JPEG, PNG, GIF or WebP, 8 MB at most.";
  const progress = document.createElement("progress");
  progress.hidden = true;
  progress.setAttribute("aria-label", "The picture is sent");
  const says = document.createElement("span");
  place.append(label, hint, progress, says);

  let sending = 0;
  const take = async (file: File) => {
    sending += 1;
    const mine = sending;
    progress.hidden = false;
    progress.value = 0;
    says.textContent = "";
    const answer = await sendPicture(file, (share) => {
      if (mine === sending) progress.value = share;
    });
    if (mine !== sending) return;
    progress.hidden = true;
    const isProblem = "problem" in answer;
    says.className = isProblem ? "hint state-bad" : "hint";
    says.setAttribute("role", isProblem ? "alert" : "note");
    if (isProblem) {
      says.textContent = answer.problem;
      return;
    }
    const { width, height, bytes, inAll } = answer.kept;
    says.textContent = `${width.toLocaleString("en")} × ${height.toLocaleString("en")} pixels, ${megabytes(bytes)}. ${inAll.count.toLocaleString("en")} ${inAll.count === 1 ? "picture lies" : "pictures lie"} here, ${megabytes(inAll.bytes)} in all.`;
    kept(answer.kept);
  };
  takers.set(block, (file) => void take(file));
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) void take(file);
    input.value = "";
  });
  block.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  block.addEventListener("drop", (event) => {
    const file = pictureIn(event.dataTransfer?.files);
    if (!file) return;
    event.preventDefault();
    void take(file);
  });
  block.addEventListener("paste", (event) => {
    const file = pictureIn(event.clipboardData?.files);
    if (!file) return;
    event.preventDefault();
    void take(file);
  });
  return place;
}

/** A picture that was dropped or pasted among the words gets a block of its own there; on a chosen picture it takes its place. */
export function takePicture(editor: Editor, files: FileList | undefined | null, at?: number): boolean {
  const file = pictureIn(files);
  if (!file || editor.schema.nodes.image === undefined) return false;
  const { selection } = editor.state;
  if (at === undefined && selection instanceof NodeSelection && selection.node.type.name === "image")
    return giveTo(editor, selection.from, file);
  const $at = editor.state.doc.resolve(at ?? selection.from);
  const before = $at.depth > 0 ? $at.after(1) : $at.pos;
  const isEmptyLine = at === undefined && $at.parent.type.name === "paragraph" && $at.parent.content.size === 0;
  const from = isEmptyLine && $at.depth === 1 ? $at.before(1) : before;
  editor
    .chain()
    .insertContentAt({ from, to: before }, [{ type: "image" }, { type: "paragraph" }])
    .run();
  return giveTo(editor, from, file);
}

function giveTo(editor: Editor, pos: number, file: File): boolean {
  const block = editor.view.nodeDOM(pos);
  const take = block ? takers.get(block) : undefined;
  take?.(file);
  return take !== undefined;
}
