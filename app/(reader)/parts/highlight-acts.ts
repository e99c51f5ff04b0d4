import { type Answer, call } from "./call.ts";
import type { Target } from "./find-words.ts";

/** Words that a member highlighted. */
export type Highlighted = { id: string; storyId: string; target: Target; note: string; madeAt: string };

const pathOf = (id: string) => `/api/v1/highlights/${id}`;

export const makeHighlight = ({ id, storyId, target }: Highlighted): Promise<Answer<Highlighted>> =>
  inTurn(id, () => call("PUT", pathOf(id), { storyId, target }));

/** As it was made, with the note that it had. */
export const putBackHighlight = ({ id, storyId, target, note, madeAt }: Highlighted): Promise<Answer<Highlighted>> =>
  inTurn(id, () => call("PUT", pathOf(id), { storyId, target, note, madeAt }));

export const writeNote = (id: string, note: string): Promise<Answer<Highlighted>> =>
  inTurn(id, () => call("PATCH", pathOf(id), { note }));

export const removeHighlight = (id: string): Promise<Answer<Highlighted>> =>
  inTurn(id, () => call("DELETE", pathOf(id)));

const last = new Map<string, Promise<unknown>>();

/** One after the other: a quick undo must not overtake on its way what it takes back. */
function inTurn<Done>(id: string, act: () => Promise<Done>): Promise<Done> {
  const answer = (last.get(id) ?? Promise.resolve()).then(act);
  last.set(id, answer);
  void answer.then(() => last.get(id) === answer && last.delete(id));
  return answer;
}

/** That a story came onto the list by another press than that of its button, which then says so. */
export const savedEvent = "masthead:saved";
export const tellSaved = (storyId: string) => window.dispatchEvent(new CustomEvent(savedEvent, { detail: storyId }));

/** An id that nobody else has made; `crypto.randomUUID` is missing on plain http. */
export const newId = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (Number(digit) ^ ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) & (15 >> (Number(digit) / 4)))).toString(16),
  );
