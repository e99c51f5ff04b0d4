import { createHash } from "node:crypto";
import { strToU8, type Zippable, zipSync } from "fflate";
import { escaped } from "../xml.ts";
import type { Line, Other } from "./export.ts";

type Book = { publication: string; madeAt: Date; lines: Line[]; others: Other[]; memberId: string };

const perChapter = 100;

/**
 * A reading list as a book for e-readers (EPUB 3.3): title, byline, standfirst, note, highlights and link of each story. The
 * stories themselves stay with the publisher. Highlights in stories that are off the list have a chapter of their own.
 */
export function epubOf(book: Book): Buffer {
  const chapters = chaptersOf(book);
  const files: Zippable = {
    // The first file, as it is: so a reading system knows what it holds before it unpacks anything (OCF 4.2.2).
    mimetype: [strToU8("application/epub+zip"), { level: 0 }],
    "META-INF/container.xml": strToU8(container),
    "EPUB/package.opf": strToU8(packageOf(book, chapters.length)),
    "EPUB/nav.xhtml": strToU8(navOf(chapters.map(({ title }) => title))),
    "EPUB/look.css": strToU8(look),
  };
  for (const [at, { title, stories }] of chapters.entries())
    files[`EPUB/${fileOf(at)}`] = strToU8(page(title, `<h1>${escaped(title)}</h1>\n${stories.join("\n")}`));
  return Buffer.from(zipSync(files, { level: 6, mtime: book.madeAt }));
}

type Chapter = { title: string; stories: string[] };

function chaptersOf({ lines, others }: Book): Chapter[] {
  const saved = Array.from({ length: Math.max(1, Math.ceil(lines.length / perChapter)) }, (_, at) =>
    lines.slice(at * perChapter, (at + 1) * perChapter),
  ).map((part) => ({ title: rangeOf(part), stories: part.map(storyOf) }));
  return others.length === 0
    ? saved
    : [...saved, { title: "Highlights in stories that are off your list", stories: others.map(otherOf) }];
}

const fileOf = (at: number) => `stories-${at + 1}.xhtml`;
const day = (at: Date) => at.toISOString().slice(0, 10);

function rangeOf(lines: Line[]): string {
  const [newest, oldest] = [lines[0], lines.at(-1)];
  if (!newest || !oldest) return "Nothing saved yet";
  return `Saved from ${day(oldest.savedAt)} to ${day(newest.savedAt)}`;
}

function storyOf(line: Line): string {
  const { title, byline, section, publishedAt, standfirst, note, tags, address } = line;
  const by = [byline ? `By ${byline}` : "", section ?? "", day(publishedAt)].filter(Boolean).join(" · ");
  return [
    `<section><h2>${escaped(title)}</h2>`,
    `<p class="by">${escaped(by)}</p>`,
    standfirst ? `<p>${escaped(standfirst)}</p>` : "",
    note ? `<p><em>My note: ${escaped(note)}</em></p>` : "",
    ...line.highlights.map(highlightOf),
    tags.length > 0 ? `<p class="by">Tags: ${escaped(tags.join(", "))}</p>` : "",
    `<p><a href="${escaped(address)}">Read the story</a></p></section>`,
  ].join("\n");
}

const otherOf = ({ title, address, highlights }: Other) =>
  [
    `<section><h2>${escaped(title)}</h2>`,
    ...highlights.map(highlightOf),
    `<p><a href="${escaped(address)}">Read the story</a></p></section>`,
  ].join("\n");

const highlightOf = ({ words, note }: Line["highlights"][number]) =>
  `<blockquote><p>${escaped(words)}</p></blockquote>${note === "" ? "" : `\n<p><em>My note: ${escaped(note)}</em></p>`}`;

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`;

const look = "body { font-family: serif; line-height: 1.4; } h2 { margin-bottom: 0.2em; } .by { font-size: 0.85em; }\n";

function packageOf({ publication, madeAt, memberId }: Book, chapters: number): string {
  const numbers = Array.from({ length: chapters }, (_, at) => at);
  const modified = `${madeAt.toISOString().slice(0, 19)}Z`;
  // The same list made at the same second is the same book, and its id tells nobody who reads it.
  const id = createHash("sha256").update(`${memberId} ${modified}`).digest("hex").slice(0, 32);
  return `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:masthead:reading-list:${id}</dc:identifier>
    <dc:title>${escaped(`Reading list from ${publication}, ${day(madeAt)}`)}</dc:title>
    <dc:language>en</dc:language>
    <dc:publisher>${escaped(publication)}</dc:publisher>
    <meta property="dcterms:modified">${modified}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="look" href="look.css" media-type="text/css"/>
${numbers.map((at) => `    <item id="stories-${at + 1}" href="${fileOf(at)}" media-type="application/xhtml+xml"/>`).join("\n")}
  </manifest>
  <spine>
${numbers.map((at) => `    <itemref idref="stories-${at + 1}"/>`).join("\n")}
  </spine>
</package>
`;
}

const page = (title: string, body: string) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en" lang="en">
<head><title>${escaped(title)}</title><link rel="stylesheet" type="text/css" href="look.css"/></head>
<body>
${body}
</body>
</html>
`;

const navOf = (titles: string[]) =>
  page(
    "Contents",
    `<nav epub:type="toc"><h1>Contents</h1><ol>
${titles.map((title, at) => `<li><a href="${fileOf(at)}">${escaped(title)}</a></li>`).join("\n")}
</ol></nav>`,
  );
