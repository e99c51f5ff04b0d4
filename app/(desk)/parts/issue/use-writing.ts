import { Editor, type JSONContent } from "@tiptap/core";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { documentOfBody } from "@/lib/newsletters/body.ts";
import { docOf, webAddress } from "./blocks-and-nodes.ts";
import { writeBehindCard } from "./move-block.ts";
import { extensions } from "./nodes.ts";
import { takePicture } from "./picture-place.ts";
import { type Found, findStories, storyNode } from "./stories.ts";

/** The word behind a slash that somebody is typing at the start of an empty paragraph, and where it stands. */
export type Slash = { query: string; from: number; to: number; top: number; left: number };

type Given = {
  place: RefObject<HTMLDivElement | null>;
  first: JSONContent;
  /** Keys that the slash menu takes while it is open. */
  takesKey(key: string): boolean;
  changed(): void;
  /** What it may be made of, and what it is called; an issue unless said. */
  madeOf?: typeof extensions;
  label?: string;
};

/** The editor itself: made when the page is there, for it is of no use without a browser. */
export function useWriting({ place, first, takesKey, changed, madeOf = extensions, label = "The issue" }: Given) {
  const [editor, setEditor] = useState<Editor | null>(null);
  const [slash, setSlash] = useState<Slash | null>(null);
  const [, setTurn] = useState(0);
  const closed = useRef(-1);
  const said = useEffectEvent(changed);
  const key = useEffectEvent(takesKey);
  const start = useEffectEvent(() => first);

  useEffect(() => {
    const home = place.current;
    if (!home) return;
    const made: Editor = new Editor({
      element: home,
      extensions: madeOf,
      content: start(),
      injectCSS: false,
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, class: "body writing" },
        handleKeyDown: (_, event) => key(event.key),
        handleTextInput: (view, _from, _to, text) => writeBehindCard(view, text),
        handlePaste: (_, { clipboardData }) => {
          const text = clipboardData?.getData("text/plain") ?? "";
          // What was copied from a text program is words that have a picture as well.
          if (text === "" && takePicture(made, clipboardData?.files)) return true;
          return pasteStory(made, text) || (clipboardData?.getData("text/html") === "" && pasteLetter(made, text));
        },
        handleDrop: (view, { dataTransfer, clientX, clientY }) => {
          const at = view.posAtCoords({ left: clientX, top: clientY })?.pos;
          return at !== undefined && takePicture(made, dataTransfer?.files, at);
        },
      },
      onUpdate: () => said(),
      onTransaction: () => {
        setTurn((turn) => turn + 1);
        const now = slashIn(made);
        if (!now) closed.current = -1;
        setSlash(now && now.from !== closed.current ? now : null);
      },
    });
    setEditor(made);
    return () => {
      made.destroy();
      setEditor(null);
    };
  }, [place, madeOf, label]);

  return {
    editor,
    slash,
    closeSlash: () => {
      closed.current = slash?.from ?? -1;
      setSlash(null);
    },
  };
}

function slashIn(editor: Editor): Slash | null {
  const { selection } = editor.state;
  const { $from, empty } = selection;
  if (!empty || $from.parent.type.name !== "paragraph" || $from.depth !== 1) return null;
  const text = $from.parent.textContent;
  const query = /^\/([\p{L} ]{0,20})$/u.exec(text)?.[1];
  if (query === undefined || $from.parentOffset !== text.length) return null;
  const { bottom, left } = editor.view.coordsAtPos($from.pos);
  const around = (editor.view.dom.parentElement ?? editor.view.dom).getBoundingClientRect();
  return {
    query,
    from: $from.start(),
    to: $from.pos,
    top: bottom - around.top,
    left: Math.max(0, Math.min(left - around.left, around.width - 260)),
  };
}

/** The address of a story of ours, pasted on a line of its own, becomes its card; any other stays a link. */
function pasteStory(editor: Editor, text: string): boolean {
  const address = webAddress(text);
  const { $from, empty } = editor.state.selection;
  if (!address || /\s/.test(address) || !empty || $from.depth !== 1 || $from.parent.type.name !== "paragraph")
    return false;
  if ($from.parent.content.size > 0) return false;
  const link = { type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] };
  editor.commands.insertContent(link);
  void findStories(address).then((found) => {
    const card = found?.[0];
    if (card && !editor.isDestroyed) replaceLine(editor, address, card);
  });
  return true;
}

/** Paragraphs, headings and lists of plain text, as they are written in mails, become blocks. */
function pasteLetter(editor: Editor, text: string): boolean {
  if (!/\n[ \t]*\n|^(#{2,3} |> |- )/.test(text.replaceAll("\r\n", "\n"))) return false;
  return editor.commands.insertContent(docOf(documentOfBody(text)).content ?? []);
}

/** Somebody may have typed on meanwhile, so the line is looked for again; one that was changed is left alone. */
function replaceLine(editor: Editor, address: string, story: Found) {
  let at = -1;
  editor.state.doc.forEach((node, pos) => {
    if (at < 0 && node.type.name === "paragraph" && node.textContent === address) at = pos;
  });
  const line = at < 0 ? null : editor.state.doc.nodeAt(at);
  if (line)
    editor.commands.insertContentAt({ from: at, to: at + line.nodeSize }, [storyNode(story), { type: "paragraph" }]);
}
