"use client";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { IssueBody } from "../../../(reader)/parts/issue-body.tsx";
import { docOf, documentOfDoc } from "./blocks-and-nodes.ts";
import { Conflict } from "./conflict.tsx";
import { History } from "./history.tsx";
import { issueExtensions } from "./nodes.ts";
import { type Part, partsToAdd } from "./parts-to-add.ts";
import { SavedWords } from "./saved-words.tsx";
import { type Keys, SlashMenu } from "./slash-menu.tsx";
import { type Found, storyNode } from "./stories.ts";
import { StoryPicker } from "./story-picker.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useSaving, type Words } from "./use-saving.ts";
import { useWriting } from "./use-writing.ts";

type Draft = Words & { id: string; version: number };

/** Where an issue is written. It saves by itself; what leads on from here saves first. */
export function IssueEditor(props: { slug: string; newsletter: string; draft: Draft }) {
  const { slug, draft } = props;
  const router = useRouter();
  const place = useRef<HTMLDivElement>(null);
  const slashKeys = useRef<Keys>(null);
  const [subject, setSubject] = useState(draft.subject);
  const [preview, setPreview] = useState(draft.preview);
  const [isPicking, setPicking] = useState(false);
  const [hasHistory, setHistory] = useState(false);
  const first = useMemo(() => docOf(draft.document), [draft.document]);
  const writing = useWriting({
    place,
    first,
    takesKey: (key) => slashKeys.current?.take(key) ?? false,
    changed: () => saving.touch(),
    madeOf: issueExtensions,
  });
  const { editor, slash } = writing;
  const saving = useSaving(draft, () => ({
    subject,
    preview,
    document: editor ? documentOfDoc(editor.getJSON()) : draft.document,
  }));
  const { touch, save } = saving;
  const parts = useMemo(() => partsToAdd(() => setPicking(true)), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is these two whose change is to be saved
  useEffect(touch, [subject, preview, touch]);
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      void save(true);
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  }, [save]);

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
  const show = (words: Words) => {
    setSubject(words.subject);
    setPreview(words.preview);
    editor?.commands.setContent(docOf(words.document));
  };
  const goTo = async (page: "preview" | "send") => {
    const now = await save(false);
    if (!now) return;
    const path = `/desk/newsletters/${slug}/${now.id}/${page}`;
    // The preview has a policy of its own, which comes with loading it (proxy.ts).
    if (page === "preview") window.location.assign(path);
    else router.push(path);
  };

  return (
    <>
      <div className="top">
        <h1>{props.newsletter}</h1>
        <SavedWords saving={saving.saving} tryAgain={() => void save(true)} />
        <button
          aria-expanded={hasHistory}
          className="button quiet"
          onClick={() => setHistory(!hasHistory)}
          type="button"
        >
          History
        </button>
        <button className="button quiet" onClick={() => void goTo("preview")} type="button">
          Preview
        </button>
        <button className="button" onClick={() => void goTo("send")} type="button">
          Check and send …
        </button>
      </div>
      <div className="sheet wide writing-sheet" data-history={hasHistory ? "" : undefined}>
        <div className="form">
          {saving.theirs ? (
            <Conflict
              keepMine={() => void saving.keepMine()}
              takeTheirs={() => void saving.takeTheirs(show)}
              theirs={saving.theirs}
            />
          ) : null}
          {/* Until the page can save, nothing is taken that it would not keep. */}
          <label className="field">
            <span>Subject</span>
            <input
              maxLength={150}
              name="subject"
              readOnly={!editor}
              onChange={(event) => setSubject(event.target.value)}
              value={subject}
            />
          </label>
          <label className="field">
            <span>Preview, beside the subject in an inbox</span>
            <input
              maxLength={200}
              name="preview"
              readOnly={!editor}
              onChange={(event) => setPreview(event.target.value)}
              value={preview}
            />
          </label>
          <Toolbar editor={editor} parts={parts} />
          <div className="page-of-issue">
            <div ref={place}>{editor ? null : <IssueBody blocks={draft.document.blocks} />}</div>
            {editor && slash ? (
              <SlashMenu
                choose={choose}
                close={writing.closeSlash}
                keys={slashKeys}
                parts={parts}
                slash={slash}
                textbox={editor.view.dom}
              />
            ) : null}
          </div>
          <noscript>
            <p className="said waits">Writing needs JavaScript. What stands above is the issue as it was saved last.</p>
          </noscript>
          <p className="hint">
            <kbd>/</kbd> on an empty line puts something in. The address of a story, pasted on its own line, becomes its
            card. <kbd>Alt ↑</kbd> <kbd>Alt ↓</kbd> move a block, <kbd>Ctrl Z</kbd> takes back, <kbd>Ctrl S</kbd> marks
            a step in the history.
          </p>
        </div>
        {hasHistory ? (
          <History
            bringBack={async ({ subject, preview, document }) => {
              if (!(await save(true))) return;
              if (await save(true, { subject, preview, document })) show({ subject, preview, document });
            }}
            close={() => setHistory(false)}
            issueId={saving.kept.current.id}
            version={saving.kept.current.version}
          />
        ) : null}
      </div>
      {isPicking ? <StoryPicker close={() => setPicking(false)} pick={pick} /> : null}
    </>
  );
}
