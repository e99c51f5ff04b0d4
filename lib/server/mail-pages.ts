/** A mail as it arrived. */
export type CaughtMail = {
  /** Counts up from "1" for as long as the catcher runs. */
  id: string;
  /** Everybody it was delivered to, as the SMTP conversation named them: blind copies too. */
  to: string[];
  /** Address of the From header; the envelope's sender when there is none. */
  from: string;
  /** The envelope's sender, where bounces would go; empty for mails that must not bounce. */
  returnPath: string;
  subject: string;
  /** Empty when the mail has no such part. */
  text: string;
  html: string;
  /** Every value of every header, under its name in lower case. */
  headers: Record<string, string[]>;
  /** When it arrived, as ISO 8601. */
  at: string;
  raw: Buffer;
};

/** On every answer: the pages run no script, load nothing from elsewhere, and are not kept by the browser. */
export const pageHeaders: Record<string, string> = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** What a mail may do in its frame, said twice: by the frame's attribute, and by a header for whoever opens it alone. */
const SANDBOX = "allow-popups allow-popups-to-escape-sandbox";

/** The list of mails, newest first. */
export function listPage(mails: readonly CaughtMail[]): string {
  const rows = mails.toReversed().map(
    (mail) => `<li><a href="/mail/${mail.id}">
      <strong>${escaped(mail.subject) || "(no subject)"}</strong>
      <span>${escaped(mail.to.join(", "))}</span>
      ${timeOf(mail)}
    </a></li>`,
  );
  const none = `<p class="none">No mail yet. Whatever this site sends turns up here, and goes no further. Reload to look again.</p>`;
  return page("Mail", `<h1>Mail</h1>${rows.length > 0 ? `<ol>${rows.join("")}</ol>` : none}`);
}

/** One mail: its envelope, the HTML part in a frame, and the text part with its links. */
export function mailPage(mail: CaughtMail): string {
  const title = mail.subject || "(no subject)";
  const frame = `<h2>HTML</h2><iframe title="The mail" src="/mail/${mail.id}/html" sandbox="${SANDBOX}"></iframe>`;
  return page(
    title,
    `<p><a href="/">All mail</a></p>
    <h1>${escaped(title)}</h1>
    <dl>
      <dt>To</dt><dd>${escaped(mail.to.join(", "))}</dd>
      <dt>From</dt><dd>${escaped(mail.from)}</dd>
      <dt>At</dt><dd>${timeOf(mail)}</dd>
    </dl>
    ${mail.html ? frame : ""}
    ${mail.text ? `<h2>Text</h2><pre>${linked(mail.text)}</pre>` : ""}
    <p><a href="/mail/${mail.id}/raw">Source</a></p>`,
  );
}

/** The HTML part by itself, for the frame: no scripts, no forms, nothing loaded, links open in a new tab. */
export function framedMail(mail: CaughtMail): { body: string; headers: Record<string, string> } {
  const policy = `sandbox ${SANDBOX}; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;
  return { body: withBlankTargets(mail.html), headers: { "content-security-policy": policy } };
}

export function notFoundPage(): string {
  return page("Not here", `<h1>Not here</h1><p>This mail is gone or never was. <a href="/">All mail</a></p>`);
}

export const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a18; --quiet: #65635c; --line: #d9d6cd; --paper: #fbfaf7; --link: #1f4f8f }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceae4; --quiet: #a19e95; --line: #3a3935; --paper: #171715; --link: #9dc1f5 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 3rem 1.25rem 5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0 0 1.5rem; font: 400 2.25rem/1.15 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; text-wrap: balance }
h2 { margin: 2rem 0 .75rem; font-size: .8125rem; font-weight: 600; color: var(--quiet) }
a { color: var(--link); text-underline-offset: .15em }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px }
ol { margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--line) }
li { border-bottom: 1px solid var(--line) }
li a { display: grid; grid-template-columns: 1fr auto; gap: .125rem 1rem; padding: .875rem 0; color: inherit; text-decoration: none }
li strong { grid-column: 1 / -1; font-weight: 600 }
li a:hover strong { text-decoration: underline }
li span, time, dt, .none { color: var(--quiet) }
time { font-variant-numeric: tabular-nums }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; padding: .875rem 0; border-block: 1px solid var(--line) }
dd { margin: 0 }
iframe { width: 100%; height: 42rem; border: 1px solid var(--line); background: #fff; color-scheme: light }
pre { margin: 0; padding: 1rem; border: 1px solid var(--line); font: .875rem/1.6 ui-monospace, monospace; white-space: pre-wrap }
`;

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body><main>${body}</main></body>
</html>
`;
}

function timeOf({ at }: CaughtMail): string {
  return `<time datetime="${at}">${at.slice(0, 10)} ${at.slice(11, 19)} UTC</time>`;
}

/** Text as HTML, with its web addresses as links. A full stop that ends the sentence does not belong to the address. */
function linked(text: string): string {
  const parts = text.split(/(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/);
  return parts
    .map((part, index) => {
      const safe = escaped(part);
      return index % 2 === 1 ? `<a href="${safe}" target="_blank" rel="noreferrer">${safe}</a>` : safe;
    })
    .join("");
}

/** The frame may not navigate itself anywhere useful, so links open beside it. It goes behind the document type, which must come first. */
function withBlankTargets(html: string): string {
  const base = `<base target="_blank">`;
  const place = [/<head(\s[^>]*)?>/i, /<!doctype[^>]*>/i].find((pattern) => pattern.test(html));
  return place ? html.replace(place, (tag) => tag + base) : base + html;
}

export function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
