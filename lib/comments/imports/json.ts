import type { Readable } from "node:stream";

/** The file is not the JSON that it should be. */
export class BadJson extends Error {
  override readonly name = "BadJson";
}

/** One object that holds a whole export is read in one piece. */
const longestObject = 200_000_000;

/**
 * The objects of a JSON file as text, one after the other: one a line, as mongoexport writes them, or in one list. In the memory that
 * one of them needs.
 * @throws BadJson when it is none, or ends in the middle
 */
export async function* objectsIn(file: Readable): AsyncGenerator<{ text: string; line: number }> {
  let object = "";
  let depth = 0;
  let line = 1;
  let beganAt = 1;
  let isInText = false;
  let isEscaped = false;
  file.setEncoding("utf8");
  for await (const chunk of file as AsyncIterable<string>) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const letter = chunk[at] as string;
      if (letter === "\n") line += 1;
      if (isInText) {
        if (isEscaped) isEscaped = false;
        else if (letter === "\\") isEscaped = true;
        else if (letter === '"') isInText = false;
      } else if (depth === 0) {
        if (letter === "{") [depth, from, beganAt, object] = [1, at, line, ""];
        // The brackets and commas of a list that is around all.
        else if (!/[\s[\],\uFEFF]/.test(letter)) throw new BadJson(`Line ${line} is no JSON object.`);
      } else if (letter === '"') isInText = true;
      else if (letter === "{" || letter === "[") depth += 1;
      else if (letter === "}" || letter === "]") {
        depth -= 1;
        if (depth === 0) yield { text: object + chunk.slice(from, at + 1), line: beganAt };
      }
    }
    if (depth > 0) object += chunk.slice(from);
    if (object.length > longestObject) throw new BadJson(`The object at line ${beganAt} has no end.`);
  }
  if (depth > 0) throw new BadJson("This file ends in the middle.");
}
