import { domainToASCII } from "node:url";
import { z } from "zod";

/**
 * An e-mail address as it is stored, compared and written to: lower case, its domain in ASCII. One address only, with no
 * display name, list, comment, quote or control character, so that a mail can go nowhere else.
 */
export const emailAddress = z
  .string()
  .trim()
  .max(254, "An e-mail address has at most 254 characters.")
  .transform((text, check) => {
    const cut = text.lastIndexOf("@");
    const domain = domainToASCII(text.slice(cut + 1));
    const canonical = `${text.slice(0, cut)}@${domain}`.normalize("NFC").toLowerCase();
    if (cut > 0 && domain && plain.test(canonical)) return canonical;
    check.addIssue({ code: "custom", message: "This is not one e-mail address. Write it like you@example.com." });
    return z.NEVER;
  });

const plain =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~\p{L}\p{N}-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\p{L}\p{N}-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/u;

/** "r…@example.com": enough for its owner to know it again, not enough for anybody else. */
export function veiled(email: string): string {
  const cut = email.lastIndexOf("@");
  return `${email.slice(0, 1)}…${email.slice(cut)}`;
}
