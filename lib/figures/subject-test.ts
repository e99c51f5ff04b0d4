import { z } from "zod";

const percent = "The share for the test is a whole number of per cent, from 5 to 50.";
const hours = "The test waits for a whole number of hours, from 1 to 24.";

const subjectVariant = z.strictObject({
  subject: z
    .string()
    .trim()
    .min(3, "Give each subject at least 3 characters.")
    .max(150, "A subject of more than 150 characters is cut off everywhere.")
    .regex(/^[^{}]*$/, "A subject is the same for everybody, so it can hold no field. Take the braces out."),
  fromName: z
    .string()
    .trim()
    .max(60, "A name has at most 60 characters.")
    .default("")
    .describe("Whom it comes from; the newsletter's own name where it is empty"),
});

/** Several subjects for one issue: a part of its readers get them at random, and the rest get the one that did best. */
export const subjectTest = z
  .strictObject({
    variants: z
      .array(subjectVariant)
      .min(2, "A test has two subjects at least.")
      .max(4, "A test has four subjects at most."),
    share: z
      .int(percent)
      .min(5, percent)
      .max(50, percent)
      .describe("Per cent of the readers who take part, all subjects together"),
    waitHours: z.int(hours).min(1, hours).max(24, hours),
    by: z.enum(["clicks", "openings"]).default("clicks"),
    otherwise: z.int().min(0).default(0).describe("Which one goes where there is no difference; 0 is the first"),
  })
  .refine(({ variants, otherwise }) => otherwise < variants.length, {
    error: "Choose one of the subjects for when there is no difference.",
    path: ["otherwise"],
  })
  .refine(
    ({ variants }) =>
      new Set(variants.map(({ subject, fromName }) => `${subject}\n${fromName}`)).size === variants.length,
    { error: "Two of them are the same. Give each its own subject or its own sender’s name.", path: ["variants"] },
  );
export type SubjectTest = z.output<typeof subjectTest>;
