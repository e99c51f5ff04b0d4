/** What the API says when it wants a second factor shown, or shown anew. */
export type ProofNeeded = { code: "proof_needed"; hasApp: boolean; hasPasskey: boolean; title: string };

type Asker = (needed: ProofNeeded) => Promise<boolean>;
let asker: Asker | undefined;
let waiting: Promise<boolean> | undefined;

/** The dialogue of the page says that it is there; undefined when it goes. */
export function setAsker(next: Asker | undefined) {
  asker = next;
}

export const isProofNeeded = (view: unknown): view is ProofNeeded =>
  typeof view === "object" && view !== null && (view as { code?: unknown }).code === "proof_needed";

/** Whether it was shown: asked once for all that wait for it. A page without the dialogue shows the problem as any other. */
export function askForProof(needed: ProofNeeded): Promise<boolean> {
  waiting ??= (asker ? asker(needed) : Promise.resolve(false)).finally(() => {
    waiting = undefined;
  });
  return waiting;
}
