"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";
import { presetWords } from "./list-words.ts";
import { sendFile } from "./send-file.ts";

type Props = { slug: string; pieceBytes: number; mostBytes: number };

/** Gives a list of readers from elsewhere: the file, and what they agreed to. Nothing is taken in by this; it is gone through first. */
export function NewList({ slug, pieceBytes, mostBytes }: Props) {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [sent, setSent] = useState<{ bytes: number; of: number } | undefined>();

  async function give(given: FormData) {
    const file = given.get("file");
    if (!(file instanceof File) || file.size === 0)
      return setProblem("Choose the file of your readers. This one is empty.");
    if (file.size > mostBytes)
      return setProblem(
        `This file has ${inMb(file.size)} MB, and at most ${inMb(mostBytes)} are taken here. Pack it as a ZIP, or ask who runs the site to take it in at the command line.`,
      );
    setProblem("");
    setSent({ bytes: 0, of: file.size });
    const failed = await send(file, given);
    setSent(undefined);
    if (failed) setProblem(failed);
  }

  async function send(file: File, given: FormData): Promise<string | undefined> {
    const lists = `/api/v1/desk/newsletters/${slug}/lists`;
    const begun = await call<{ id: string }>("POST", lists, {
      ...{ name: file.name, bytes: file.size },
      ...{ wording: given.get("wording"), source: given.get("source"), preset: given.get("preset") || null },
      ...{ notesUnsubscribed: given.has("notesUnsubscribed"), keepsNames: given.has("keepsNames") },
    });
    if (!begun.ok) return begun.problem.title;
    const { id } = begun.view;
    const failed = await sendFile(
      file,
      pieceBytes,
      (number) => `${lists}/${id}/pieces/${number}`,
      (bytes) => setSent({ bytes, of: file.size }),
    );
    const looked = failed ? undefined : await call("POST", `${lists}/${id}/look`);
    if (!looked?.ok) {
      // What never came whole is in no list at the desk, so nobody could forget it there.
      await call("DELETE", `${lists}/${id}`);
      return failed ?? looked?.problem.title;
    }
    router.push(`/desk/newsletters/${slug}/lists/${id}`);
    return undefined;
  }

  return (
    <form
      aria-busy={sent !== undefined}
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!sent) void give(new FormData(event.currentTarget));
      }}
    >
      <label className="field">
        <span>File</span>
        <input accept=".csv,.tsv,.txt,.zip" name="file" required type="file" />
        <span className="hint">
          As the other program wrote it: a CSV with a header, or a ZIP of such. It goes once it is taken in, and after a
          week at the latest.
        </span>
      </label>
      <label className="field">
        <span>Where it is from</span>
        <select name="preset">
          <option value="">See it from its columns</option>
          {Object.entries(presetWords).map(([preset, name]) => (
            <option key={preset} value={preset}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>What these readers agreed to, in the words that they saw</span>
        <textarea className="short" maxLength={1000} minLength={10} name="wording" required rows={3} />
        <span className="hint">Kept with each of them, so that you can show it if somebody asks.</span>
      </label>
      <label className="field">
        <span>Where they agreed</span>
        <input maxLength={200} minLength={3} name="source" placeholder="Mailchimp, sign-up form, 2019–2024" required />
      </label>
      <label className="check">
        <input defaultChecked name="notesUnsubscribed" type="checkbox" />
        <span>Keep who unsubscribed there as somebody who has left here, so that no later list brings them in</span>
      </label>
      <label className="check">
        <input name="keepsNames" type="checkbox" />
        <span>Keep their names: comments are signed with them</span>
      </label>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      {sent ? (
        <label className="field making">
          <span>The file is being sent</span>
          <progress max={sent.of} value={sent.bytes} />
          <span className="meta">
            {inMb(sent.bytes)} of {inMb(sent.of)} MB. Stay on this page until it is there.
          </span>
        </label>
      ) : null}
      <div>
        <button className="button" disabled={sent !== undefined} type="submit">
          See what would happen
        </button>
      </div>
    </form>
  );
}

const inMb = (bytes: number) => (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
