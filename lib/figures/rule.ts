import { opening, trap } from "./address.ts";

/**
 * The rule by which an opening or a press is taken for a person's or for a machine's. Whoever changes it raises this number,
 * which is kept with every count. `rule-words.ts` says the same to people.
 */
export const ruleVersion = 1;

/** A person; Apple's proxy, which fetches pictures whether or not anybody looks; a program. */
export const verdicts = ["human", "proxy", "machine"] as const;
export type Verdict = (typeof verdicts)[number];

/** So soon after the mail server took the mail, only a program has read it. */
export const soonMs = 10_000;
/** So many different links of one mail, followed by one reader or browser within so long, were followed by a program. */
export const burst = { links: 3, withinMs: 3_000 };

/** What one reader or one browser did with one mail, each at its moment. */
export type Seen = { link: number; variant?: number; at: number; agent: string };

/**
 * Judges what one reader or one browser did with one mail within a short while, all of it together: a scanner shows itself by
 * the whole, not by one press.
 * @param readable from when on somebody could have read the mail: when its server took it or, where nobody knows whose mail it
 * is, when the mailing began; the same clock as `at`
 * @param wasMachine it showed itself as one a moment ago
 */
export function judge(seen: Seen[], readable: number, wasMachine = false) {
  const isProgram = wasMachine || hasSprung(seen) || isBurst(seen);
  const verdicts = seen.map(({ link, at, agent }): Verdict => {
    if (isProgram || isScanner(agent) || at - readable < soonMs) return "machine";
    return link === opening && isApple(agent) ? "proxy" : "human";
  });
  return { verdicts, isProgram };
}

const hasSprung = (seen: Seen[]) => seen.some(({ link }) => link === trap);

function isBurst(seen: Seen[]): boolean {
  const presses = seen.filter(({ link }) => link !== opening).sort((one, other) => one.at - other.at);
  let from = 0;
  for (let to = 0; to < presses.length; to += 1) {
    while ((presses[to]?.at ?? 0) - (presses[from]?.at ?? 0) > burst.withinMs) from += 1;
    if (new Set(presses.slice(from, to + 1).map(({ link }) => link)).size >= burst.links) return true;
  }
  return false;
}

/** Apple's Mail Privacy Protection says this and no more; a mail program that shows pictures itself says what it is. */
const isApple = (agent: string) => agent === "Mozilla/5.0";

/**
 * Programs that say what they are: mail security, link previews, crawlers, and libraries that people do not read mail with. The
 * picture proxies of Gmail and Yahoo are not among them: they fetch when somebody opens the mail.
 */
const scanners = new RegExp(
  [
    "barracuda|mimecast|proofpoint|safelinks|ironport|messagelabs|symantec|fireeye|trellix|trend ?micro|sophos|forcepoint|zscaler|cloudmark|checkpoint|avanan|bitdefender|kaspersky|eset|fortiguard|fortinet|vade|hornetsecurity|abnormal",
    "existence discovery|microsoftpreview|bingpreview|skypeuripreview|slackbot|slack-imgproxy|facebookexternalhit|whatsapp|telegrambot|twitterbot|linkedinbot|discordbot|embedly|iframely",
    "bot\\b|bot/|crawl|spider|scanner|urlscan|virustotal|headless|phantomjs|puppeteer|playwright|selenium|lighthouse|monitor",
    "^curl|^wget|python|go-http-client|java/|okhttp|apache-httpclient|libwww|node-fetch|undici|axios|ruby|^php|guzzle|perl|postmanruntime|httpie|winhttp",
  ].join("|"),
  "i",
);
const isScanner = (agent: string) => agent.trim() === "" || scanners.test(agent);
