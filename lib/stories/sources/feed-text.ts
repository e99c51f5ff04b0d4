import { type FeedProblem, NotAFeed } from "./not-a-feed.ts";
import { withoutControls } from "./words.ts";

const MOST_BYTES = 10_000_000;

/**
 * The text of a feed, by the encoding that it is written in rather than the one that it claims.
 * @throws NotAFeed for what is empty, too large or no text
 */
export function readText(input: string | Uint8Array, contentType: string | undefined, problems: FeedProblem[]): string {
  if (input.length > MOST_BYTES)
    throw new NotAFeed("This is larger than 10 MB. Give a feed that holds the newest stories only.");
  const decoded = typeof input === "string" ? input : decodeBytes(input, contentType, problems);
  const clean = withoutControls(decoded).trim();
  if (clean.length < decoded.trim().length - 1)
    problems.push({ at: "feed", reason: "It holds control characters, which no feed may hold. They were left out." });
  if (clean === "")
    throw new NotAFeed("This is empty. Check the address in a browser, and give one that shows a feed.");
  return clean.replace(/^\uFEFF/, "");
}

/** A byte order mark decides, then the XML declaration, then the content type; without any it is UTF-8. */
function decodeBytes(bytes: Uint8Array, contentType: string | undefined, problems: FeedProblem[]): string {
  const start = Buffer.from(bytes.subarray(0, 300)).toString("latin1");
  const binary = BINARIES.find(([magic]) => start.startsWith(magic));
  if (binary)
    throw new NotAFeed(
      `This is ${binary[1]}, not a feed. Give the address of an RSS, Atom or JSON feed, or of a sitemap.`,
    );

  const label = encodingLabel(start, contentType);
  const decoder = decoderFor(label) ?? new TextDecoder("utf-8", { fatal: true });
  try {
    return withWindowsQuotes(decoder.decode(bytes), decoder.encoding);
  } catch {
    problems.push({
      at: "feed",
      reason: `It is not written in ${decoder.encoding}, as it says; it was read as windows-1252.`,
    });
    return withWindowsQuotes(new TextDecoder("windows-1252").decode(bytes), "windows-1252");
  }
}

const BINARIES: [string, string][] = [
  ["\u0089PNG", "an image"],
  ["GIF8", "an image"],
  ["\u00FF\u00D8\u00FF", "an image"],
  ["RIFF", "an image or a sound"],
  ["%PDF", "a PDF file"],
  ["PK\u0003\u0004", "a ZIP file"],
  ["\u001F\u008B", "a compressed file"],
];

function encodingLabel(start: string, contentType = ""): string {
  if (start.startsWith("\u00EF\u00BB\u00BF")) return "utf-8";
  if (start.startsWith("\u00FF\u00FE") || start.startsWith("<\0")) return "utf-16le";
  if (start.startsWith("\u00FE\u00FF") || start.startsWith("\0<")) return "utf-16be";
  const declared = start.match(/^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i)?.[1];
  return declared ?? contentType.match(/charset\s*=\s*["']?([\w.:-]+)/i)?.[1] ?? "utf-8";
}

function decoderFor(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    return; // An encoding that nobody knows: UTF-8 is the likeliest, and what is not will be reported.
  }
}

/** Node 20 decodes windows-1252, which is also what the web means by ISO-8859-1, without its quotation marks and dashes. */
function withWindowsQuotes(text: string, encoding: string): string {
  if (encoding !== "windows-1252") return text;
  return text.replace(/[\u0080-\u009F]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80]?.trim() || character);
}

const WINDOWS = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
