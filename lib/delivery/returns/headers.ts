import type { Service } from "../../providers.ts";

/**
 * The headers by which what comes back names its delivery: our own, which every report may hold, and what the provider's
 * webhook hands on. Its own it takes out before the mail goes on, so no signature is over them.
 */
export function returnHeaders(token: string, service: Service | null): string {
  const ours = `X-Masthead-Return: ${token}\r\n`;
  switch (service) {
    case "postmark":
      // Without a stream it counts as transactional, where Postmark allows no mailings.
      return `${ours}X-PM-Metadata-return: ${token}\r\nX-PM-Message-Stream: broadcast\r\n`;
    case "mailgun":
      return `${ours}X-Mailgun-Variables: {"return":"${token}"}\r\n`;
    case "sendgrid":
      return `${ours}X-SMTPAPI: {"unique_args":{"masthead_return":"${token}"}}\r\n`;
    default:
      // SES shows our own header to its webhook.
      return ours;
  }
}
