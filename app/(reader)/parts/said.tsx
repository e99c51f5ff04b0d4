import { type Search, wordOf } from "../../page-context.ts";

const words: Record<string, string> = {
  bookmark: "You are signed in, and the story is on your reading list.",
  comment: "Your comment is published.",
  held: "Your comment waits for a moderator. You see it below; others will once it is published.",
  reported: "Thank you. A moderator reads the comment that you reported.",
  appealed: "Your appeal is with the moderators. We mail you what comes of it.",
  newsletter: "We have sent you a mail to confirm the newsletter. One press on the page behind it, and it is yours.",
  offers: "We have sent you a mail to confirm. One press on the page behind it, and we tell you about offers.",
  asked: "We have sent you a mail to confirm. One press on the page behind it, and it is yours.",
  left: "Done. Nothing more of it is sent to you, from this moment on.",
  name: "Your comments stand under this name from now on.",
  saved: "Saved.",
  "list-added": "The list is added.",
  "list-dropped": "The list is removed.",
  feed: "Your private feed has its address. It stands below.",
  "feed-off": "Your private feed is ended. Its address shows nothing any more.",
  undone: "Taken back. The comment is what it was before.",
};

/** What just happened, or why it did not, in the reader's own words' place: read out, and never moved under their finger. */
export async function Said({ search }: { search: Search }) {
  const [done, problem] = await Promise.all([wordOf(search, "done"), wordOf(search, "problem")]);
  const text = problem ?? (done ? words[done] : undefined);
  if (!text) return null;
  return (
    <p
      className={problem ? "said problem" : done === "held" ? "said waits" : "said"}
      role={problem ? "alert" : "status"}
    >
      {text}
    </p>
  );
}
