import Link from "next/link";
import type { CommentState } from "@/lib/comments/schema.ts";
import type { DeliveryState } from "@/lib/delivery/states.ts";
import type { openTimeline } from "@/lib/desk/timeline.ts";
import { dayOf, exactly } from "../../(reader)/parts/times.ts";
import { When } from "../../(reader)/parts/when.tsx";
import { commentWords } from "./comment-words.ts";
import { stateWords } from "./state-words.ts";
import { accountWords } from "./timeline-words.ts";

type Entry = Awaited<ReturnType<typeof openTimeline>>["items"][number];

/** One line each: when, what, and who did it where that was not the member. */
export const TimelineEntries = ({ items, now }: { items: Entry[]; now: Date }) => (
  <ol className="timeline">
    {items.map((entry) => (
      <li key={`${entry.kind} ${entry.id} ${entry.at.getTime()}`}>
        {entry.kind === "saves" ? (
          <time className="meta" dateTime={word(entry, "day")}>
            {dayOf(new Date(`${word(entry, "day")}T12:00:00Z`), now)}
          </time>
        ) : (
          <When at={entry.at} now={now} />
        )}
        <div>
          <What entry={entry} />
          {entry.by ? <p className="meta">By {entry.by === "operator" ? "the command line" : entry.by}</p> : null}
        </div>
      </li>
    ))}
  </ol>
);

const word = ({ facts }: Entry, name: string): string => (typeof facts[name] === "string" ? facts[name] : "");

function What({ entry }: { entry: Entry }) {
  switch (entry.kind) {
    case "account":
      return <p>{accountWords(entry.event, entry.facts)}</p>;
    case "saves":
      return <p>{entry.facts.count === 1 ? "Saved one story" : `Saved ${entry.facts.count} stories`} on this day</p>;
    case "comments":
      return <Comment entry={entry} />;
    case "bans":
      return <Ban entry={entry} />;
    case "consents":
      return (
        <>
          <p>
            {
              { "consent.asked": "Asked for", "consent.confirmed": "Confirmed", "consent.withdrawn": "Left" }[
                entry.event
              ]
            }{" "}
            {word(entry, "newsletter") || word(entry, "topic")}
          </p>
          <p className="meta">
            “{word(entry, "wording")}” · {word(entry, "source")}
          </p>
        </>
      );
    case "mail":
    case "offers":
      return <Mail entry={entry} />;
  }
}

function Comment({ entry }: { entry: Entry }) {
  const state = entry.facts.state as CommentState;
  const decisions = entry.facts.decisions as {
    state: CommentState;
    at: string;
    reason: string | null;
    note: string | null;
  }[];
  return (
    <>
      <p>
        Commented on <Link href={`/desk/comments/on/${word(entry, "storyId")}`}>“{word(entry, "story")}”</Link>:{" "}
        <b>{commentWords[state]}</b>
      </p>
      {word(entry, "text") ? <blockquote>{word(entry, "text")}</blockquote> : null}
      {decisions.map((decision) => (
        <p className="meta" key={decision.at}>
          {commentWords[decision.state]} by a moderator, {exactly(new Date(decision.at))}
          {decision.reason ? `: “${decision.reason}”` : ""}
          {decision.note ? ` For us: “${decision.note}”` : ""}
        </p>
      ))}
    </>
  );
}

function Ban({ entry }: { entry: Entry }) {
  const until = word(entry, "until");
  const ended = { lifted: "May comment again", replaced: "The ban was replaced by another", over: "The ban was over" };
  return (
    <>
      <p>
        {entry.event === "ban.began"
          ? `Kept from commenting, ${until ? `until ${exactly(new Date(until))}` : "for good"}`
          : ended[word(entry, "ending") as keyof typeof ended]}
      </p>
      {word(entry, "reason") ? <p className="meta">To the member: “{word(entry, "reason")}”</p> : null}
      {word(entry, "note") ? <p className="meta">For us: “{word(entry, "note")}”</p> : null}
    </>
  );
}

function Mail({ entry }: { entry: Entry }) {
  return (
    <>
      <p>
        <Link href={`/desk/mailings/${word(entry, "mailingId")}`}>“{word(entry, "subject")}”</Link>:{" "}
        <b>{stateWords[entry.facts.state as DeliveryState]}</b>
      </p>
      {word(entry, "reason") ? <p className="meta">{word(entry, "reason")}</p> : null}
    </>
  );
}
