import { z } from "zod";

/** So long the page after a refusal may take to be shown. */
export const typedSeconds = 120;

/** Browsers keep cookies of four kilobytes; a form that holds more goes without. */
const most = 3_800;

const kept = z.object({ page: z.string(), typed: z.record(z.string(), z.string()) });

/**
 * What was typed into a plain form that was refused, for a cookie that brings it back into the form.
 * @param page the path of the page that shows it
 * @returns undefined where it is too much for a cookie
 */
export function writeTyped(page: string, body: Record<string, unknown>): string | undefined {
  const typed = Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === "string"));
  const text = Buffer.from(JSON.stringify({ page, typed })).toString("base64url");
  return text.length <= most ? text : undefined;
}

/** What was typed on this very page a moment ago, by the names of its fields; empty where nothing was, or the cookie is not ours. */
export function readTyped(page: string, cookie: string | undefined): Record<string, string> {
  if (!cookie) return {};
  try {
    const { success, data } = kept.safeParse(JSON.parse(Buffer.from(cookie, "base64url").toString("utf8")));
    return success && data.page === page ? data.typed : {};
  } catch {
    return {};
  }
}
