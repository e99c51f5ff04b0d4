import { askForProof, isProofNeeded } from "./proof-asker.ts";

/** What the API answered: the view, or a problem that can be shown as it is. */
export type Answer<View> = { ok: true; view: View } | { ok: false; problem: Problem };
export type Problem = { title: string; code: string; status: number; [detail: string]: unknown };

const mostKeptAlive = 4_096;

/** Calls our own API from a screen. A network that is gone is a problem like any other. */
export async function call<View>(method: string, path: string, body?: unknown): Promise<Answer<View>> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  try {
    const response = await fetch(path, {
      method,
      // A press still arrives when its page is left at once; browsers carry no more than 64 kB so.
      keepalive: method !== "GET" && (text === undefined || text.length < mostKeptAlive),
      ...(text === undefined ? {} : { headers: { "content-type": "application/json" }, body: text }),
    });
    const view: unknown = response.status === 204 ? undefined : await response.json();
    // Asked for a proof, shown it, and on with what was pressed. What a page asks by itself interrupts nobody.
    if (method !== "GET" && isProofNeeded(view) && (await askForProof(view))) return call(method, path, body);
    return response.ok ? { ok: true, view: view as View } : { ok: false, problem: view as Problem };
  } catch {
    return {
      ok: false,
      problem: {
        title: "We could not reach the site. Check your connection and try again; nothing is lost.",
        code: "offline",
        status: 0,
      },
    };
  }
}
