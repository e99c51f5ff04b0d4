import type { Editor } from "@tiptap/core";
import { useEffect, useMemo, useRef, useState } from "react";
import type { IssueDocument } from "@/lib/newsletters/document.ts";
import { IssueBody } from "../../../(reader)/parts/issue-body.tsx";
import { docOf } from "./blocks-and-nodes.ts";
import type { extensions } from "./nodes.ts";
import { type Part, partsToAdd } from "./parts-to-add.ts";
import { type Keys, SlashMenu } from "./slash-menu.tsx";
import { type Found, storyNode } from "./stories.ts";
import { StoryPicker } from "./story-picker.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useWriting } from "./use-writing.ts";

type Props = {
  document: IssueDocument;
  label: string;
  /** What it may be made of; an issue's blocks unless said. */
  madeOf?: typeof extensions;
  /** What can be put in beside those. */
  more?: Part[];
  changed(): void;
  /** The editor, once the page is there. */
  ready(editor: Editor | null): void;
};

/** Where words of blocks are written that are saved when one says so. */
export function WritingSheet({ document, label, madeOf, more = [], changed, ready }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const slashKeys = useRef<Keys>(null);
  const [isPicking, setPicking] = useState(false);
  const first = useMemo(() => docOf(document), [document]);
  const { editor, slash, closeSlash } = useWriting({
    place,
    first,
    takesKey: (key) => slashKeys.current?.take(key) ?? false,
    changed,
    ...(madeOf ? { madeOf } : {}),
    label,
  });
  const parts = [...partsToAdd(() => setPicking(true)), ...more];

  useEffect(() => ready(editor), [editor, ready]);

  const choose = (part: Part) => {
    if (!editor || !slash) return;
    editor.commands.deleteRange({ from: slash.from, to: slash.to });
    part.add(editor);
  };
  const pick = (story: Found) => {
    setPicking(false);
    editor
      ?.chain()
      .focus()
      .insertContent([storyNode(story), { type: "paragraph" }])
      .run();
  };
  return (
    <>
      <Toolbar editor={editor} parts={parts} />
      <div className="page-of-issue">
        <div ref={place}>{editor ? null : <IssueBody blocks={document.blocks} />}</div>
        {editor && slash ? (
          <SlashMenu
            choose={choose}
            close={closeSlash}
            keys={slashKeys}
            parts={parts}
            slash={slash}
            textbox={editor.view.dom}
          />
        ) : null}
      </div>
      {isPicking ? <StoryPicker close={() => setPicking(false)} pick={pick} /> : null}
    </>
  );
}
