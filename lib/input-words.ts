import type { z } from "zod";

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/**
 * What is wrong with a part of the input, as a sentence for people. A schema that says it in words of its own is heard before this; what stands
 * here takes the place of the words for programmers that zod has for everything else.
 */
export const inputWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_type":
      return issue.input === undefined || issue.input === null ? "This is missing." : (types[issue.expected] ?? unfit);
    case "invalid_format":
      return formats[issue.format] ?? unfit;
    case "invalid_value":
      return issue.values.length === 1
        ? `This can be ${String(issue.values[0])} alone.`
        : `Choose one of ${issue.values.map(String).join(", ")}.`;
    case "not_multiple_of":
      return "Write a whole number.";
    case "unrecognized_keys":
      return `Nobody knows ${issue.keys.map((key) => `“${key}”`).join(", ")} here. Leave it out.`;
    case "invalid_union":
      // An empty field is often allowed beside something written; what was written is what its writer wants to hear of.
      return issue.errors.flat().find((one) => one.code !== "invalid_value" && one.message !== unfit)?.message ?? unfit;
    default:
      return unfit;
  }
};

/** The name of a field as people would say it: `start.toName` is "To name". */
export function fieldWords(field: string): string {
  const name = field.split(".").findLast((part) => !/^\d+$/.test(part)) ?? "";
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A refusal that a room made of a field, `toName: This is …`, with the field's name as people would say it. */
export const namedInWords = (message: string) =>
  message.replace(/^([a-z][A-Za-z]*(?:\.[A-Za-z0-9]+)*): (?=\p{Lu})/u, (_, field: string) => `${fieldWords(field)}: `);

const unfit = "This is not written as it is asked for here.";

const types: Record<string, string> = {
  string: "Write text here.",
  number: "Write a number.",
  int: "Write a whole number.",
  boolean: "This can be true or false.",
  array: "This is a list.",
  object: "This is an object with parts.",
};

const formats: Record<string, string> = {
  email: "This is not an e-mail address. Write one like you@example.com.",
  url: "This is not a whole address. Write one that begins with https://.",
  date: "This is not a day. Write one like 2026-11-30.",
  datetime: "This is not a moment. Write one like 2026-11-30T18:00:00Z.",
  time: "This is not a time. Write one like 18:00.",
  uuid: "This is not one of our ids.",
};

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: "too_small" }>): string {
  const least = inclusive === false ? Number(minimum) + 1 : Number(minimum);
  if (origin === "string") return least <= 1 ? "Write something here." : `Write at least ${most(least)} characters.`;
  if (origin === "array" || origin === "set")
    return least <= 1 ? "Choose at least one." : `Choose at least ${most(least)}.`;
  return inclusive === false ? `Write a number above ${most(minimum)}.` : `Write ${most(minimum)} or more.`;
}

function tooBig({ origin, maximum, inclusive }: Extract<Issue, { code: "too_big" }>): string {
  if (origin === "string") return `Write ${most(maximum)} characters at most.`;
  if (origin === "array" || origin === "set") return `Choose ${most(maximum)} at most.`;
  return inclusive === false ? `Write a number below ${most(maximum)}.` : `Write ${most(maximum)} or less.`;
}

const most = (count: number | bigint) => count.toLocaleString("en");
