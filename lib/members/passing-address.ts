import { disposableEmailBlocklistSet } from "disposable-email-domains-js";

/** Made once: the package makes it anew for every question. */
let services: ReadonlySet<string> | undefined;

/**
 * Whether an address costs nothing to have again: one of a service for a minute's mail, or an alias of which a mailbox has as many as it
 * likes (`ines+one@example.org`). Both are good addresses, and honest people have them; they are just no sign of being few.
 */
export function isPassingAddress(email: string): boolean {
  const cut = email.lastIndexOf("@");
  services ??= disposableEmailBlocklistSet();
  return email.slice(0, cut).includes("+") || services.has(email.slice(cut + 1).toLowerCase());
}
