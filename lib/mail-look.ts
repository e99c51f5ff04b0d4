import { z } from "zod";
import type { MailLook } from "../emails/parts/dress.ts";
import { accentInDark, look } from "../emails/parts/look.ts";
import { litForDark, unreadable } from "./colours.ts";
import { isUrl } from "./is-url.ts";

/** The row of `settings` in which it stands. */
export const mailLookKey = "mail-look";

const face = z.enum(["serif", "sans"], "Choose serif or sans.");
const ownOrSecure = /^\/media\/[0-9a-f]{64}\.(jpg|png|gif)$/;

export const mailLookSchema = z
  .strictObject({
    accent: z
      .string()
      .trim()
      .toLowerCase()
      .superRefine((accent, made) => {
        const problem = unreadable(accent);
        if (problem) made.addIssue({ code: "custom", message: problem });
      })
      .describe("Of links and of the bars beside quotations, as #rrggbb; 4.5 to 1 on white at least"),
    buttons: z.enum(["ink", "accent"], "Choose ink or accent.").describe("Black, or in the accent"),
    head: z.enum(["name", "picture"], "Choose name or picture."),
    picture: z
      .string()
      .trim()
      .max(500, "The address of the picture has 500 characters at most.")
      .refine(
        (address) => address === "" || ownOrSecure.test(address) || isSecure(address),
        "Give the picture here, or write its whole address, which begins with https://.",
      )
      .describe("Where the picture of the head lies: as a given picture says, or with https; may stay empty"),
    place: z.enum(["start", "center"], "Choose start or center.").describe("Where the head stands"),
    headlines: face,
    text: face.describe("Letters of what is read: issues, offers, messages; small print and notices are sans"),
  })
  .refine(({ head, picture }) => head === "name" || picture !== "", {
    path: ["picture"],
    message: "Give the picture that stands at the head, or let the name stand there as text.",
  });
export type MailLookChoice = z.output<typeof mailLookSchema>;

export const usualMailLook: MailLookChoice = {
  accent: look.link.color,
  buttons: "ink",
  head: "name",
  picture: "",
  place: "start",
  headlines: "serif",
  text: "serif",
};

/** What was chosen, as mails are dressed in it; null where nothing was, for they are made in the usual look. */
export function mailLookOf(stored: unknown, appUrl: string): MailLook | null {
  const { data: chosen } = mailLookSchema.safeParse(stored);
  return chosen ? toMailLook(chosen, appUrl) : null;
}

export const toMailLook = (chosen: MailLookChoice, appUrl: string): MailLook => ({
  accent: chosen.accent,
  accentInDark: chosen.accent === usualMailLook.accent ? accentInDark : litForDark(chosen.accent),
  hasAccentButtons: chosen.buttons === "accent",
  picture: chosen.head === "picture" ? new URL(chosen.picture, appUrl).href : null,
  place: chosen.place,
  headlines: chosen.headlines,
  text: chosen.text,
});

function isSecure(address: string): boolean {
  return isUrl(address) && new URL(address).protocol === "https:";
}
