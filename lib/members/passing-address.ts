import { isDisposableEmailDomain } from "disposable-email-domains-js";

/**
 * Whether an address costs nothing to have again: one of a service for a minute's mail, or an alias of which a mailbox has as many as it
 * likes (`ines+one@example.org`). Both are good addresses, and honest people have them; they are just no sign of being few.
 */
export function isPassingAddress(email: string): boolean {
  const cut = email.lastIndexOf("@");
  return email.slice(0, cut).includes("+") || isDisposableEmailDomain(email.slice(cut + 1));
}
