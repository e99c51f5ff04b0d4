import type { Judged } from "./answer.ts";
import { askRspamd } from "./rspamd.ts";
import { askSpamd } from "./spamd.ts";

/**
 * Asks the filter at an address about a mail, by the protocol that its scheme names.
 * @throws Unanswered
 */
export function askFilter(address: string, mail: Buffer, timeoutMs: number): Promise<Judged> {
  const url = new URL(address);
  return url.protocol === "spamd:" ? askSpamd(url, mail, timeoutMs) : askRspamd(url, mail, timeoutMs);
}
