import { z } from "zod";
import { contract } from "../../contract.ts";
import { route } from "../../route.ts";
import { takeMailgun } from "./mailgun.ts";
import { takePostmark } from "./postmark.ts";
import { takeSendgrid } from "./sendgrid.ts";
import { takeSes } from "./ses.ts";
import type { TakeWebhook } from "./webhook.ts";

const providers: { id: string; name: string; title: string; take: TakeWebhook }[] = [
  { id: "takeSesReturn", name: "ses", title: "Amazon SES through SNS", take: takeSes },
  { id: "takePostmarkReturn", name: "postmark", title: "Postmark", take: takePostmark },
  { id: "takeMailgunReturn", name: "mailgun", title: "Mailgun", take: takeMailgun },
  { id: "takeSendgridReturns", name: "sendgrid", title: "SendGrid", take: takeSendgrid },
];

/** An endpoint whose secret is not set answers like one that does not exist. */
export const returnEndpoints = providers.map(({ id, name, title, take }) =>
  route(
    contract({
      id,
      method: "POST",
      path: `/api/webhooks/mail/${name}`,
      summary: `Bounces and complaints from ${title}, signed by it`,
      tag: "Webhooks",
      access: "anyone",
      isCrossSite: true,
      isRaw: true,
      most: 2 * 1024 * 1024,
      body: z.string(),
      reply: z.object({ taken: z.int() }),
      refuses: ["not_found", "malformed", "not_allowed"],
    }),
    async ({ ctx, request, body }) => ({ taken: await take(ctx, request.headers, body) }),
  ),
);
