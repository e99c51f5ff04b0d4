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
  "offer-code": "Your code stands below. It is yours alone.",
  "offers-paused": "Done. We tell you of no offers for a month, and again after that.",
  "offers-again": "We tell you of offers again.",
  left: "Done. Nothing more of it is sent to you, from this moment on.",
  name: "Your comments stand under this name from now on.",
  saved: "Saved.",
  "retraining-asked": "It is being made. Load this page again to see how far it is.",
  "retraining-used": "Comments are judged by it from now on.",
  "shipped-used": "The shipped model judges alone again.",
  "story-picked": "Picked. Digests of the editors’ picks hold it, in the order of picking.",
  "story-unpicked": "It is no pick any more.",
  "story-withdrawn": "Withdrawn. Nobody is shown it any more, and its words are gone from here.",
  "story-may-return": "The next feed that holds it brings it back.",
  "login-dropped": "Your login signs nobody in here any more. Readers get in by a mail, as always.",
  "key-rolled": "Another key is published. Below stands which one signs, and until when.",
  revoked: "Revoked. It opens nothing any more.",
  "plan-cancel": "It ends with what is paid. Until then everything stays open, and nothing more is taken.",
  "plan-cheaper": "You stay, on these terms. They hold from the next payment on.",
  "plan-keep": "It goes on as before.",
  "gift-mailed": "It is on its way.",
  "gift-opened":
    "Your gift is opened. It stands below with its days; for who pays already, its worth is taken off what they pay next.",
  "gift-refunded": "Paid back. It opens nothing any more.",
  "gift-window": "It can be opened until that day.",
  "seats-invited": "They are invited. Each gets a mail with a link.",
  "seat-mailed": "It is on its way again.",
  "seat-withdrawn": "Withdrawn. Its link opens nothing any more, and the seat is free.",
  "seat-freed": "The seat is free. Who had it is told.",
  "seat-taken": "The seat is yours. It stands below, and everything that it opens is open to you.",
  "seat-given-back": "Given back. Another can take it now.",
  "group-seats": "Done. The seats are there.",
  "group-domain": "Saved.",
  "group-domains": "Saved.",
  "plan-pause": "It is paused from the end of what is paid. Take it up again whenever you like.",
  "plan-resume": "It goes on from now.",
  muted: "Muted. What they say is one line each from now on, for you alone. Your account has the list.",
  unmuted: "You read them again.",
  "address-asked":
    "We have sent a mail to both addresses. When both have said yes, the new one takes the place of the old.",
  "address-kept": "Your membership stays at its address.",
  address: "Your membership has moved, and every device was signed out. Sign in with the new address.",
  "passkey-added": "Your passkey is kept. From now on one touch signs you in.",
  "passkey-removed": "Forgotten. It signs nobody in any more; remove it from your password manager, too.",
  "app-added": "Your authenticator app is in use. Write the recovery codes down now: they are shown for ten minutes.",
  "app-removed": "The app and its recovery codes open nothing any more.",
  unlinked: "Done. That account signs you in here no more; a mail always does.",
  "role-given":
    "Given. It holds from their next request on. Tell them: they sign in with that address and open the desk.",
  "role-taken": "Taken back. What it opened is closed to them from now on.",
  reset: "Done. They are signed out everywhere, and set up a new second factor at their next visit.",
  device: "Signed out there. It can do nothing in your name any more.",
  devices: "Signed out. Those devices can do nothing in your name any more.",
  erasure:
    "You are signed out everywhere, and erased in seven days; a mail says when. Until then, sign in here to take it back.",
  stayed: "You stay a member. Newsletters and offers that ended stay ended: subscribe again to those that you want.",
  "list-added": "The list is added.",
  "list-dropped": "The list is removed.",
  feed: "Your private feed has its address. It stands below.",
  "feed-off": "Your private feed is ended. Its address shows nothing any more.",
  undone: "Taken back. The comment is what it was before.",
  "undone-several": "Taken back. The comments are what they were before.",
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
