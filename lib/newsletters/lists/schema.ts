import { z } from "zod";
import { moment } from "../../contract.ts";
import { presets } from "./presets.ts";
import { importCounts } from "./progress.ts";

/** A file comes in pieces of so many bytes, the last one shorter: less than any proxy takes by default, and soon over on a slow line. */
export const pieceBytes = 1_000_000;
/** Of a file at the desk: some three million readers. Longer ones are for the command line. */
export const mostListBytes = 300_000_000;

/** What an editor says of a list: nobody is written to without the words that they agreed to. */
export const listChoice = z.strictObject({
  wording: z
    .string()
    .trim()
    .min(10, "Give the words that these readers agreed to, as they saw them.")
    .max(1_000, "At most 1,000 characters."),
  source: z
    .string()
    .trim()
    .min(3, "Say where they agreed, for example “Mailchimp, sign-up form, 2019–2024”.")
    .max(200, "At most 200 characters."),
  preset: z
    .enum(presets)
    .nullable()
    .default(null)
    .describe("Which program exported it; null to see it from its columns"),
  notesUnsubscribed: z
    .boolean()
    .default(false)
    .describe("Keep who unsubscribed elsewhere as somebody who has left here"),
  keepsNames: z.boolean().default(false).describe("Keep names; comments are signed with them"),
});

export const listDraft = listChoice.extend({
  name: z.string().trim().min(1, "Give the name of the file.").max(200),
  bytes: z
    .int()
    .min(1, "This file is empty.")
    .max(
      mostListBytes,
      `A list at the desk has at most ${mostListBytes / 1_000_000} MB. Pack it as a ZIP, or take it in at the command line: masthead newsletters import.`,
    ),
});
export type ListDraft = z.output<typeof listDraft>;

const listState = z.enum(["arriving", "looking", "looked", "taking", "stopped", "taken", "refused"]);

/** A row that could not be read, as it is shown and kept. */
export const rowProblem = z.object({
  file: z.string(),
  line: z.int(),
  column: z.string(),
  value: z.string(),
  problem: z.string(),
  fix: z.string(),
});

export const listView = z.object({
  id: z.uuid(),
  name: z.string(),
  bytes: z.int(),
  state: listState,
  reason: z.string().nullable().describe("Why it could not be read, or was stopped where nobody did that"),
  lines: z.int().describe("So far"),
  ofLines: z.int().nullable().describe("Of how many; null until it was gone through"),
  counts: importCounts.nullable().describe("What would become of its lines, and then what became of them; they add up"),
  problems: z.array(rowProblem).describe("The first few; the table has all"),
  choice: listChoice,
  givenAt: moment,
});
export type ListView = z.input<typeof listView>;
