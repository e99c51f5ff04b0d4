import { burst, ruleVersion, soonMs } from "./rule.ts";

const seconds = (ms: number) => ms / 1000;

/** The rule as it is said beside the figures, and to readers. Whoever changes one changes the other. */
export const ruleTitle = `How people are told from machines (rule ${ruleVersion})`;
export const ruleSentences = [
  "What says of itself that it is a mail scanner, a link preview, a crawler or a program library counts as a machine, and so does what says nothing.",
  `So does whatever happens within ${seconds(soonMs)} seconds after the mail server took the mail. Where nobody knows whose mail it was, the first ${seconds(soonMs)} seconds of the mailing count so.`,
  `So does everything that one browser does with a mail when it follows ${burst.links} different links of it within ${seconds(burst.withinMs)} seconds, or a link that nobody can see.`,
  "Apple’s proxy fetches the pictures of a mail whether or not anybody reads it. Such openings stand by themselves: opened by Apple’s proxy, perhaps not read.",
  "Gmail’s proxy may fetch a picture once for many readers, and many mail programs show no pictures at all. So openings are about as good as a guess; presses are better.",
  "Asking for the head of an address only, and fetching it ahead of a press, counts as nothing.",
];

/** What openings and presses are numbers of. */
export const countWords =
  "Openings and presses are counted, not readers: whoever opens a mail twice is counted twice. “Pressed” counts a browser once a day for each mail; that is known by a keyed digest in memory, which is never written down.";

export const figureTopicTitle = "Which of our mails you open";

/**
 * The sentence that a member agrees to. Whoever changes it raises the version. The first said nothing of choosing mails, so audiences ask
 * nothing of who agreed to that one alone (`leastWording`, lib/audiences/mails.ts).
 */
export const figureWording = (publication: string) => ({
  text: `${publication} may keep which of its mails I open and which of their links I follow, together with my membership, to see what its readers care for, and choose by it which mails I get. I can take this back with one press; what was kept until then is deleted.`,
  version: 2,
});

/** What is so for everybody, by the newsroom's choice. */
export const modeWords = {
  off: "Our mails hold nothing that tells us whether they are opened, and their links lead straight to where they say.",
  aggregate:
    "Links in our newsletters lead over an address of ours, and a picture tells us that a mail was opened. Both are the same in everybody’s mail, so we learn how many, and not who. No cookie is set, and no network address is kept.",
  per_reader:
    "Links in our newsletters lead over an address of ours, and a picture tells us that a mail was opened. In the mails of whoever agreed to it, they say whose mail it is; in everybody else’s they are all the same, so we learn how many, and not who. No cookie is set, and no network address is kept.",
} as const;
