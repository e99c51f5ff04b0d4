"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { isColour, unreadable } from "@/lib/colours.ts";
import { isUrl } from "@/lib/is-url.ts";
import type { MailLookChoice } from "@/lib/mail-look.ts";
import { sendPicture } from "./issue/send-picture.ts";

const address = "/api/v1/desk/settings/mail-look";
/** So long nobody types before the frames are made anew. */
const pauseMs = 400;

/** The look of all mails beside a mail that shows it. Without scripts the frames show what was saved. */
export function MailLookForm({ saved, typed }: { saved: MailLookChoice; typed: Partial<Record<string, string>> }) {
  // What was typed and refused stands in the form again; the mails beside it show what was saved until it can be shown.
  const [chosen, setChosen] = useState({ ...saved, ...typed });
  const [shown, setShown] = useState(saved);
  const problem = unreadable(chosen.accent.trim());
  const change = (part: Partial<MailLookChoice>) => setChosen((now) => ({ ...now, ...part }));
  useEffect(() => {
    const timer = setTimeout(() => {
      if (canBeShown(chosen)) setShown(chosen);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [chosen]);
  const radio = (name: Radio, value: string, words: ReactNode) => (
    <label>
      <input
        checked={chosen[name] === value}
        name={name}
        onChange={() => change({ [name]: value })}
        type="radio"
        value={value}
      />
      {words}
    </label>
  );
  return (
    <div className="mail-look">
      <form action={address} className="form" method="post">
        <div className="field">
          <span>
            <label htmlFor="accent">Accent</label>
          </span>
          <span className="accent-pick">
            <input
              aria-describedby="accent-says"
              aria-invalid={problem ? true : undefined}
              autoComplete="off"
              id="accent"
              maxLength={7}
              name="accent"
              onChange={({ target }) => change({ accent: target.value })}
              pattern="#[0-9a-fA-F]{6}"
              required
              spellCheck={false}
              title="# and six digits or letters from a to f"
              value={chosen.accent}
            />
            <input
              aria-label="Pick the accent"
              onChange={({ target }) => change({ accent: target.value })}
              type="color"
              value={isColour(chosen.accent) ? chosen.accent.toLowerCase() : shown.accent}
            />
          </span>
          <span aria-live="polite" className={problem ? "hint state-bad" : "hint"} id="accent-says">
            {problem ?? "Of links and of the bars beside quotations. For dark screens it is lit by itself."}
          </span>
        </div>
        <fieldset className="lengths">
          <legend>Buttons</legend>
          {radio("buttons", "ink", "Black")}
          {radio("buttons", "accent", "In the accent")}
        </fieldset>
        <fieldset className="lengths">
          <legend>At the head</legend>
          {radio("head", "name", "The name of the publication as text")}
          {radio("head", "picture", "A picture; the name stands there where none are loaded")}
        </fieldset>
        <HeadPicture change={change} picture={chosen.picture} />
        <fieldset className="lengths">
          <legend>The head stands</legend>
          {radio("place", "start", "Where lines begin")}
          {radio("place", "center", "In the middle")}
        </fieldset>
        <fieldset className="lengths">
          <legend>Letters of headlines</legend>
          {radio("headlines", "serif", "Serif")}
          {radio("headlines", "sans", "Sans")}
        </fieldset>
        <fieldset className="lengths">
          <legend>Letters of what is read</legend>
          {radio("text", "serif", "Serif")}
          {radio("text", "sans", "Sans")}
        </fieldset>
        <p className="hint">Small print, buttons and notices to members are always sans.</p>
        <div>
          <button className="button" type="submit">
            Save for all mails
          </button>
        </div>
      </form>
      <div className="looks">
        <Frame chosen={shown} dark="no" title="A mail by day" />
        <Frame chosen={shown} dark="yes" title="A mail in the dark" />
      </div>
    </div>
  );
}

type Radio = "buttons" | "head" | "place" | "headlines" | "text";

/** Given as in the editor of issues, or by an address elsewhere. */
function HeadPicture({ picture, change }: { picture: string; change: (part: Partial<MailLookChoice>) => void }) {
  const [says, setSays] = useState<{ words: string; isBad?: boolean }>();
  const file = useRef<HTMLInputElement>(null);
  const give = async (given: File) => {
    setSays({ words: "The picture is sent …" });
    const answer = await sendPicture(given, () => undefined);
    if ("problem" in answer) return setSays({ words: answer.problem, isBad: true });
    const { address, width, height } = answer.kept;
    change({ picture: address, head: "picture" });
    setSays({
      words: `${width.toLocaleString("en")} × ${height.toLocaleString("en")} pixels. It holds once you save.`,
    });
  };
  return (
    <div className="field">
      <span>
        <label htmlFor="picture">Picture of the head</label>
      </span>
      <input
        aria-describedby="picture-says"
        id="picture"
        maxLength={500}
        name="picture"
        onChange={({ target }) => change({ picture: target.value })}
        placeholder="https://"
        value={picture}
      />
      <span>
        <button className="button quiet" onClick={() => file.current?.click()} type="button">
          Choose a picture …
        </button>
        <input
          accept="image/jpeg,image/png,image/gif,image/webp"
          aria-label="A picture for the head"
          hidden
          onChange={({ target }) => {
            const [given] = target.files ?? [];
            target.value = "";
            if (given) void give(given);
          }}
          ref={file}
          type="file"
        />
      </span>
      <span aria-live="polite" className={says?.isBad ? "hint state-bad" : "hint"} id="picture-says">
        {says?.words ??
          "Write its address, or choose a file: JPEG, PNG, GIF or WebP, 8 MB at most. It is shown 48 pixels high at most; one of 96 stays sharp everywhere. Readers in the dark see it on nearly black."}
      </span>
    </div>
  );
}

function Frame({ chosen, dark, title }: { chosen: MailLookChoice; dark: "yes" | "no"; title: string }) {
  const src = `${address}/preview?${new URLSearchParams({ ...chosen, dark })}`;
  return (
    <figure className="look-phone">
      <figcaption>{title}</figcaption>
      {/* A frame that goes elsewhere is a step that the browser goes back by; one that is made anew is none. */}
      <iframe key={src} sandbox="allow-popups allow-popups-to-escape-sandbox" src={src} title={title} />
    </figure>
  );
}

/** What the API refuses would stand in the frames instead of a mail. */
const canBeShown = ({ accent, head, picture }: MailLookChoice): boolean => {
  const given = picture.trim();
  const isAddress = given === "" || given.startsWith("/media/") || (given.startsWith("https://") && isUrl(given));
  return !unreadable(accent.trim()) && isAddress && (head === "name" || given !== "");
};
