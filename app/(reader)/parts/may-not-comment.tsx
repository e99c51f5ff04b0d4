import { useId } from "react";
import { exactly } from "./times.ts";

export type Ban = {
  since: string | Date;
  until: string | Date | null;
  part: { id: string; number: number; title: string } | null;
  reason: string;
  contact: string;
};

/** Where the box to write in would be: that its reader may not comment, until when, why, and what they can do about it. */
export const MayNotComment = ({ ban }: { ban: Ban }) => (
  <div className="said waits may-not">
    <p>
      <b>
        {ban.until ? `You may not comment until ${exactly(new Date(ban.until))}.` : "You may not comment any more."}
      </b>
    </p>
    <p>
      A moderator decided that because of{" "}
      {ban.part ? (
        <a href={`/guidelines#${ban.part.id}`}>
          guideline {ban.part.number}, “{ban.part.title}”
        </a>
      ) : (
        <a href="/guidelines">the community guidelines</a>
      )}
      , and writes: <q>{ban.reason}</q>
    </p>
    <p>
      If you think that this is wrong, write to <a href={`mailto:${ban.contact}`}>{ban.contact}</a>. You can still
      recommend and report comments, and delete your own.
    </p>
  </div>
);

/** What somebody had begun to write, for them to copy: nothing of it is lost. */
export function NotSent({ text }: { text: string }) {
  const id = useId();
  if (text === "") return null;
  return (
    <div className="write">
      <label className="meta" htmlFor={id}>
        What you wrote was not sent. It is kept here for an hour, to be copied.
      </label>
      <textarea id={id} readOnly value={text} />
    </div>
  );
}
