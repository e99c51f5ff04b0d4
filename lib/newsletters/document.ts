import { z } from "zod";
import { isUrl } from "../is-url.ts";
import { ownPicture } from "./pictures/address.ts";

/** What of a reader may stand in an issue. `first_name` is the first word of the name that they go by. */
export const fieldNames = ["first_name", "name"] as const;

const webAddress = z
  .string()
  .trim()
  .max(2000, "An address of more than 2,000 characters is cut off by mail programs.")
  .refine((address) => isWebAddress(address), "Write the whole address, with https:// in front.");
const pictureAddress = z.union([
  z.string().refine((address) => ownPicture(address) !== undefined),
  webAddress.refine(
    (address) => address.startsWith("https://"),
    "Mail programs show no picture whose address does not begin with https://.",
  ),
]);
/** Of a link in a sentence, which may also write to somebody. */
const linkAddress = z
  .string()
  .trim()
  .max(2000)
  .refine((address) => isLinkAddress(address), "A link begins with https://, http:// or mailto:.");
/** While an issue is written, its parts may still be empty; the check before sending asks for them. */
const orEmpty = <Address extends z.ZodType<string>>(address: Address) => z.union([z.literal(""), address]);
const words = (most: number) => z.string().max(most, `At most ${most.toLocaleString("en")} characters.`);

const marks = {
  isBold: z.literal(true).optional(),
  isItalic: z.literal(true).optional(),
  href: linkAddress.optional(),
};
const textSpan = z.strictObject({ text: words(100_000).min(1), ...marks });
const fieldSpan = z.strictObject({
  field: z.enum(fieldNames),
  fallback: z
    .string()
    .trim()
    .max(60, "A fall-back has at most 60 characters.")
    .regex(/^[^{}|<>&"']*$/, "A fall-back holds none of { } | < > & and no straight quotation marks.")
    .describe("What stands there for a reader whose name nobody knows"),
  ...marks,
});
const span = z.union([textSpan, fieldSpan]);
const spans = z.array(span).max(5_000);

/** Which readers a block is for; everybody where it says nothing. */
export const readerParts = ["plan", "no_plan"] as const;
export type ReaderPart = (typeof readerParts)[number];
const forSome = {
  isFor: z.enum(readerParts).optional().describe("Who has a plan, or who has none; everybody where it is left out"),
};
const forAll = {};

const blockWith = <Who extends typeof forSome | typeof forAll>(pressed: z.ZodType<string, string>, who: Who) =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("heading"), level: z.union([z.literal(2), z.literal(3)]), spans, ...who }),
    z.strictObject({ kind: z.literal("text"), spans, ...who }),
    z.strictObject({
      kind: z.literal("list"),
      isNumbered: z.boolean(),
      items: z.array(spans).min(1).max(2_000),
      ...who,
    }),
    z.strictObject({ kind: z.literal("quote"), spans, source: words(200), ...who }),
    z.strictObject({
      kind: z.literal("image"),
      address: orEmpty(pictureAddress),
      alt: words(500).describe("What the picture shows, for who does not see it"),
      caption: words(300),
      href: orEmpty(webAddress).describe("Where a press on it leads"),
      width: z.int().min(1).max(20_000).optional(),
      height: z.int().min(1).max(20_000).optional(),
      ...who,
    }),
    z.strictObject({ kind: z.literal("button"), label: words(80), href: orEmpty(pressed), ...who }),
    z.strictObject({ kind: z.literal("divider"), ...who }),
    z.strictObject({
      kind: z.literal("story"),
      storyId: z.uuid(),
      title: words(300),
      standfirst: words(1_000),
      byline: words(200),
      address: webAddress,
      imageAddress: orEmpty(pictureAddress),
      ...who,
    }),
  ]);

const documentWith = <Who extends typeof forSome | typeof forAll>(pressed: z.ZodType<string, string>, who: Who) =>
  z.strictObject({
    v: z.literal(1),
    blocks: z.array(blockWith(pressed, who)).max(2_000, "An issue has at most 2,000 blocks."),
  });

/** An issue's body: blocks, and what they are made of. Nothing in it is HTML. */
export const issueDocument = documentWith(webAddress, forSome);

/** The same where every reader gets every block: a mail of a series. */
export const undividedDocument = documentWith(webAddress, forAll);

/** The same for words that somebody else fills in: a button may lead where a field says, as `{order_link}`. */
export const fillableDocument = documentWith(
  z.union([
    z.string().regex(/^\{[a-z][a-z0-9_]{0,39}\}$/, "Write the whole address, or one field like {link}."),
    webAddress,
  ]),
  forAll,
);

export type IssueDocument = z.output<typeof issueDocument>;
export type Block = IssueDocument["blocks"][number];
export type Span = z.output<typeof span>;
export type FieldName = (typeof fieldNames)[number];

export const emptyDocument: IssueDocument = { v: 1, blocks: [] };

function isWebAddress(address: string): boolean {
  if (!isUrl(address)) return false;
  const { protocol, username, password } = new URL(address);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "";
}

const isLinkAddress = (address: string) =>
  isWebAddress(address) || /^mailto:[^\s<>"'@]{1,64}@[^\s<>"'@?]{1,255}$/i.test(address);
