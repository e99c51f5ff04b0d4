import { Refusal } from "./errors.ts";

/** Where a page of a list ended: by time, then by id. It travels as opaque text. */
export type Cursor = { at: Date; id: string };

/** Before everything, in a list with the newest first. */
export const fromTheTop: Cursor = { at: new Date("9999-01-01T00:00:00Z"), id: "ffffffff-ffff-ffff-ffff-ffffffffffff" };

export const cursorText = ({ at, id }: Cursor) => `${at.getTime()}_${id}`;

/** @throws Refusal invalid_input for text that we did not write */
export function cursorFrom(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const [, at, id] = /^(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/.exec(text) ?? [];
  if (!at || !id)
    throw new Refusal("invalid_input", "after: This is not a cursor of ours. Leave it out to start at the top.");
  return { at: new Date(Number(at)), id };
}
