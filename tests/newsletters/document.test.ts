import { describe, expect, test } from "vitest";
import { docOf, documentOfDoc } from "@/app/(desk)/parts/issue/blocks-and-nodes.ts";
import { bodyOf, documentOfBody } from "@/lib/newsletters/body.ts";
import { ownPoints } from "@/lib/newsletters/check.ts";
import { type Block, type IssueDocument, issueDocument } from "@/lib/newsletters/document.ts";
import { issueText } from "@/lib/newsletters/plain-text.ts";

const storyId = "0190a0b0-0000-7000-8000-00000000ffff";
const everyKind: Block[] = [
  { kind: "heading", level: 2, spans: [{ text: "What the tide brought" }] },
  {
    kind: "text",
    spans: [
      { text: "Good morning, " },
      { field: "first_name", fallback: "reader" },
      { text: ". The " },
      { text: "gauge", isBold: true },
      { text: " stands " },
      { text: "low", isItalic: true, href: "https://meridian.example/gauge" },
      { text: ".\nWrite to us." },
    ],
  },
  { kind: "list", isNumbered: true, items: [[{ text: "First" }], [{ text: "Then" }]] },
  { kind: "list", isNumbered: false, items: [[{ text: "One" }]] },
  { kind: "quote", spans: [{ text: "The river is in here." }], source: "Ines Okafor" },
  {
    kind: "image",
    address: "https://pictures.example/weir.jpg",
    alt: "The weir at low water",
    caption: "Photograph: A. Reader",
    href: "",
    width: 1200,
    height: 800,
  },
  { kind: "button", label: "Read the ledger", href: "https://meridian.example/ledger" },
  { kind: "divider" },
  {
    kind: "story",
    storyId,
    title: "The weir at Harrow",
    standfirst: "What the ledger says.",
    byline: "Ines Okafor",
    address: "https://meridian.example/weir",
    imageAddress: "",
  },
];
const whole: IssueDocument = { v: 1, blocks: everyKind };

describe("the document of an issue", () => {
  test("goes into the editor and comes out the same, every kind of block", () => {
    expect(documentOfDoc(docOf(whole))).toEqual(whole);
    expect(issueDocument.parse(documentOfDoc(docOf(whole)))).toEqual(whole);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "https://user:secret@evil.example/",
    "mailto:a@b.example?subject=x",
    "file:///etc/passwd",
    "blob:https://x.example/1",
  ])("takes no address like %j, in no place that has one", (address) => {
    const places: unknown[] = [
      { kind: "text", spans: [{ text: "x", href: address }] },
      { kind: "button", label: "x", href: address },
      { kind: "image", address, alt: "", caption: "", href: "" },
      { kind: "image", address: "https://x.example/a.png", alt: "", caption: "", href: address },
      { ...everyKind.at(-1), address },
      { ...everyKind.at(-1), imageAddress: address },
    ];
    for (const block of places)
      expect(issueDocument.safeParse({ v: 1, blocks: [block] }).success, JSON.stringify(block)).toBe(false);
    expect(JSON.stringify(documentOfDoc(docOf({ v: 1, blocks: places as Block[] })))).not.toContain(address.trim());
  });

  test.each([
    { v: 2, blocks: [] },
    { v: 1, blocks: [{ kind: "html", html: "<b>x</b>" }] },
    { v: 1, blocks: [{ kind: "text", spans: [{ text: "x", onclick: "y" }] }] },
    { v: 1, blocks: [{ kind: "text", spans: [{ field: "password", fallback: "" }] }] },
    { v: 1, blocks: [{ kind: "text", spans: [{ field: "name", fallback: "}}{{leave" }] }] },
    { v: 1, blocks: [{ kind: "image", address: "http://x.example/a.png", alt: "", caption: "", href: "" }] },
  ])("takes nothing but its own blocks: not %j", (document) => {
    expect(issueDocument.safeParse(document).success).toBe(false);
  });
});

describe("a body of plain text", () => {
  const body = `Good morning. The gauge stands <b>low</b> at https://meridian.example/gauge.

## What comes next

> The river
> is in here.

- The council meets.
- The [minutes](https://meridian.example/minutes) are public.

---

[this](javascript:alert(1)) & that, {{name|reader}} and {{first_name}}.`;

  test("becomes blocks in which every word is still there", () => {
    const document = documentOfBody(body);
    expect(issueDocument.parse(document)).toEqual(document);
    expect(document.blocks.map(({ kind }) => kind)).toEqual(["text", "heading", "quote", "list", "divider", "text"]);
    expect(document.blocks[0]).toEqual({
      kind: "text",
      spans: [
        { text: "Good morning. The gauge stands <b>low</b> at " },
        { text: "https://meridian.example/gauge", href: "https://meridian.example/gauge" },
        { text: "." },
      ],
    });
    expect(document.blocks.at(-1)).toEqual({
      kind: "text",
      spans: [
        { text: "[this](javascript:alert(1)) & that, " },
        { field: "name", fallback: "reader" },
        { text: " and " },
        { field: "first_name", fallback: "" },
        { text: "." },
      ],
    });
  });

  test("comes back from its blocks as something that makes the same blocks", () => {
    const document = documentOfBody(body);
    expect(documentOfBody(bodyOf(document))).toEqual(document);
  });
});

describe("an issue as text", () => {
  const text = issueText({
    publication: "The Meridian",
    postalAddress: "1 Harrow Weir, Marlow",
    newsletter: "Tides",
    subject: "High water",
    document: whole,
    online: "https://site.example/x",
    leave: "{{leave}}",
  });

  test("reads like a letter: lists, quotes, the addresses behind words, and how to leave", () => {
    expect(text).toContain("1. First\n2. Then");
    expect(text).toContain("> The river is in here.\n> – Ines Okafor");
    expect(text).toMatch(/low\s\(https:\/\/meridian\.example\/gauge\)/);
    expect(text).toContain("[Picture: The weir at low water]");
    expect(text).toContain("Read the ledger:\nhttps://meridian.example/ledger");
    expect(text).toContain("The weir at Harrow\nWhat the ledger says.\nInes Okafor\nhttps://meridian.example/weir");
    expect(text).toContain("Unsubscribe: {{leave}}");
    expect(text).not.toContain("<");
  });

  test("breaks no address and no field, and no line is longer than it must be", () => {
    const words = { text: "word ".repeat(200) };
    const long = issueText({
      publication: "P",
      postalAddress: "A",
      newsletter: "N",
      subject: "S",
      document: {
        v: 1,
        blocks: [{ kind: "text", spans: [words, { field: "name", fallback: "dear reader of ours" }, words] }],
      },
      online: "https://site.example/x",
      leave: "{{leave}}",
    });
    expect(long).toContain("{{name|dear reader of ours}}");
    expect(Math.max(...long.split("\n").map((line) => line.length))).toBeLessThanOrEqual(78);
  });
});

describe("the check before sending", () => {
  const good = {
    subject: "High water at the weir",
    preview: "What the gauge says.",
    document: whole,
    html: "{{leave}}",
    text: "{{leave}}",
  };
  const publication = { postalAddress: "1 Harrow Weir, Marlow" };
  const levelOf = (id: string, change: Partial<typeof good>, postalAddress = publication.postalAddress) =>
    ownPoints({ ...good, ...change }, { postalAddress }).find((point) => point.id === id)?.level;
  const withBlock = (block: Block): Partial<typeof good> => ({ document: { v: 1, blocks: [block] } });
  const textBlock = (text: string): Block => ({ kind: "text", spans: [{ text }] });

  test("finds nothing wrong with a good issue", () => {
    expect(ownPoints(good, publication).filter(({ level }) => level !== "pass")).toEqual([]);
  });

  test.each<[string, string, "must" | "mind", Partial<typeof good>]>([
    ["no subject", "subject", "must", { subject: " " }],
    ["a field in the subject", "subject", "must", { subject: "Good morning {first_name}" }],
    ["a long subject", "subject", "mind", { subject: "x".repeat(61) }],
    ["a shouted subject", "subject", "mind", { subject: "HIGH WATER AT THE WEIR" }],
    ["no preview", "preview", "mind", { preview: "" }],
    ["a preview that repeats", "preview", "mind", { preview: "High water at the WEIR" }],
    ["nothing at all", "words", "must", { document: { v: 1, blocks: [] } }],
    ["only empty blocks", "words", "must", withBlock({ kind: "divider" })],
    [
      "a button without words",
      "words",
      "must",
      { document: { v: 1, blocks: [textBlock("Words."), { kind: "button", label: " ", href: "https://x.example/" }] } },
    ],
    ["a button that leads nowhere", "links", "must", withBlock({ kind: "button", label: "Go", href: "" })],
    ["an address without s", "links", "mind", withBlock({ kind: "button", label: "Go", href: "http://x.example/" })],
    ["an unknown field", "fields", "must", withBlock(textBlock("Dear {{surname}}, hello."))],
    ["a field of the splicer", "fields", "must", withBlock(textBlock("{{leave}}"))],
    ["a mistyped field", "fields", "must", withBlock(textBlock("Dear {fist_name|there},"))],
    ["a field of another house", "fields", "must", withBlock(textBlock("Dear *|FNAME|*,"))],
    [
      "a field in two styles",
      "fields",
      "must",
      withBlock({ kind: "text", spans: [{ text: "{" }, { text: "{leave}}", isBold: true }] }),
    ],
    ["braces that may be a field", "fields", "mind", withBlock(textBlock("Dear {vorname},"))],
    [
      "no fall-back",
      "fields",
      "mind",
      withBlock({ kind: "text", spans: [{ field: "name", fallback: "" }, { text: "x" }] }),
    ],
    [
      "a picture without words",
      "pictures",
      "must",
      withBlock({ kind: "image", address: "https://x.example/a.png", alt: "", caption: "", href: "" }),
    ],
    [
      "a picture without address",
      "pictures",
      "must",
      withBlock({ kind: "image", address: "", alt: "The weir", caption: "", href: "" }),
    ],
    ["what Gmail cuts off", "size", "mind", { html: `{{leave}}${"x".repeat(103_000)}` }],
    ["no way to leave", "leave", "must", { text: "nothing" }],
  ])("%s", (_, id, level, change) => {
    expect(levelOf(id, change)).toBe(level);
  });

  test("no postal address", () => {
    expect(levelOf("postal", {}, "")).toBe("must");
  });
});
