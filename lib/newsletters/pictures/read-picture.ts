import type { Sharp } from "sharp";
import { Refusal } from "../../errors.ts";
import type { PictureKind } from "./address.ts";

/** What is taken, in bytes; what comes out of it and is kept; and how wide that is at most, twice as wide as a mail's column. */
export const mostGiven = 8 * 1024 * 1024;
export const mostKept = 2 * 1024 * 1024;
export const widest = 1_200;
const tallest = 4_000;
/** Of all of an animation's pictures together. */
const mostPixels = 60_000_000;

export type Picture = { bytes: Buffer; kind: PictureKind; width: number; height: number };

/**
 * Reads a picture that somebody gave, and makes it anew for mails: turned as its camera held it, no wider than 1,200 pixels, and without a
 * word of what it said about its place, its day and its camera. What it is, its bytes say; its name is never asked.
 * @throws Refusal invalid_input with what to do
 */
export async function readPicture(given: Uint8Array): Promise<Picture> {
  const kind = kindOf(given);
  if (!kind) throw refused(isSvg(given) ? "svg" : "kind");
  const { default: sharp } = await import("sharp");
  const options = { animated: kind === "gif", limitInputPixels: mostPixels, failOn: "error" } as const;
  const { pages = 1, hasAlpha } = await sharp(given, options)
    .metadata()
    .catch((cause: unknown) => {
      throw unreadable(cause);
    });
  const made = sharp(given, options)
    .autoOrient()
    .resize({ width: widest, height: tallest, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb");
  const to = kind === "gif" && pages > 1 ? "gif" : kind === "jpg" || (kind === "webp" && !hasAlpha) ? "jpg" : "png";
  const { data, info } = await encoders[to](made)
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw unreadable(cause);
    });
  if (data.length > mostKept) throw tooLarge(to, data.length, info.width);
  return { bytes: data, kind: to, width: info.width, height: info.pageHeight ?? info.height };
}

const encoders: Record<PictureKind, (picture: Sharp) => Sharp> = {
  jpg: (picture) => picture.jpeg({ quality: 82, mozjpeg: true }),
  png: (picture) => picture.png({ compressionLevel: 9 }),
  gif: (picture) => picture.gif(),
};

/** By how they begin, whatever they are called. */
function kindOf(bytes: Uint8Array): "jpg" | "png" | "gif" | "webp" | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "jpg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (/^GIF8[79]a/.test(head)) return "gif";
  if (/^RIFF[\s\S]{4}WEBP/.test(head)) return "webp";
  return undefined;
}

const isSvg = (bytes: Uint8Array) => /<svg[\s>]/i.test(Buffer.from(bytes.subarray(0, 1_000)).toString("utf8"));

const refused = (why: "svg" | "kind") =>
  new Refusal(
    "invalid_input",
    why === "svg"
      ? "This is an SVG, which mail programs do not show. Save it as PNG and give that."
      : "This is no picture that mail programs show. Give a JPEG, PNG, GIF or WebP; a HEIC of a phone becomes a JPEG when it is exported.",
  );

const unreadable = (cause: unknown) =>
  new Refusal(
    "invalid_input",
    /pixel limit/i.test(String(cause))
      ? "This picture has more than sixty million pixels. Make it smaller, and give it again; a mail shows 1,200 across."
      : "This picture cannot be read to its end; it may have been cut off. Save it anew, and give it again.",
    {},
    { cause },
  );

const tooLarge = (kind: PictureKind, bytes: number, width: number) =>
  new Refusal(
    "invalid_input",
    `At ${width.toLocaleString("en")} pixels across this still has ${(bytes / 1_048_576).toFixed(1)} MB, and a mail's picture has 2 at most. ${
      {
        jpg: "Give one with less in it, or a smaller one.",
        png: "Save it as JPEG, and give that.",
        gif: "Make its animation shorter or smaller.",
      }[kind]
    }`,
  );
