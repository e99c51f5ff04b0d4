/** A reader's inbox on the web: its name, and where it opens. */
export type Inbox = { name: string; address: string };

/**
 * Large mail providers by the domains of their addresses. It is a list and no question to the network, so a page never waits for it and
 * nobody learns who signs in; somebody with a domain of their own finds their inbox by themselves.
 */
const inboxes: (Inbox & { domains: RegExp })[] = [
  { name: "Gmail", address: "https://mail.google.com/mail/u/0/#inbox", domains: /^(gmail|googlemail)\.com$/ },
  {
    name: "Outlook",
    address: "https://outlook.live.com/mail/0/inbox",
    domains: /^((outlook|hotmail|live)\.[a-z]{2,3}(\.[a-z]{2})?|msn\.com|passport\.com)$/,
  },
  {
    name: "Yahoo Mail",
    address: "https://mail.yahoo.com/",
    domains: /^(yahoo\.[a-z]{2,3}(\.[a-z]{2})?|ymail\.com|rocketmail\.com)$/,
  },
  { name: "iCloud Mail", address: "https://www.icloud.com/mail", domains: /^(icloud|me|mac)\.com$/ },
  { name: "Proton Mail", address: "https://mail.proton.me/", domains: /^(proton\.me|pm\.me|protonmail\.(com|ch))$/ },
  { name: "AOL Mail", address: "https://mail.aol.com/", domains: /^aol\.(com|de|fr|it|co\.uk)$/ },
  { name: "Fastmail", address: "https://app.fastmail.com/mail/Inbox", domains: /^fastmail\.(com|fm)$/ },
  { name: "GMX", address: "https://www.gmx.net/", domains: /^gmx\.(net|de|at|ch)$/ },
  { name: "WEB.DE", address: "https://web.de/email/", domains: /^web\.de$/ },
];

/** Where this address's mail can be read in a browser, where we know it. */
export function inboxOf(email: string): Inbox | undefined {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  const found = inboxes.find(({ domains }) => domains.test(domain));
  return found && { name: found.name, address: found.address };
}
