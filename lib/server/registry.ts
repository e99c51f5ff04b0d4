import { audienceEndpoints } from "../audiences/api.ts";
import { bookmarkEndpoints } from "../bookmarks/api.ts";
import { highlightEndpoints } from "../bookmarks/highlight-api.ts";
import { reminderEndpoints } from "../bookmarks/reminder-api.ts";
import { shelfEndpoints } from "../bookmarks/shelf-api.ts";
import { syncEndpoints } from "../bookmarks/sync-api.ts";
import { commentEndpoints } from "../comments/api.ts";
import { appealEndpoints } from "../comments/appeal-api.ts";
import { banEndpoints } from "../comments/ban-api.ts";
import { commentDeskEndpoints } from "../comments/desk-api.ts";
import { houseRulesEndpoints } from "../comments/house-rules-api.ts";
import { muteEndpoints } from "../comments/mute-api.ts";
import { ownCommentEndpoints } from "../comments/own-api.ts";
import { queueEndpoints } from "../comments/queue-api.ts";
import { commentReadingEndpoints } from "../comments/reading-api.ts";
import { replyMailEndpoints } from "../comments/reply-api.ts";
import { reportEndpoints } from "../comments/report-api.ts";
import { retrainingEndpoints } from "../comments/retraining/api.ts";
import { ruleFigureEndpoints } from "../comments/rule-figures-api.ts";
import { termsEndpoints } from "../comments/terms-api.ts";
import { transparencyEndpoints } from "../comments/transparency-api.ts";
import type { Contract, Endpoint } from "../contract.ts";
import { deliveryEndpoints } from "../delivery/api.ts";
import { contactEndpoints } from "../delivery/contact-api.ts";
import { returnEndpoints } from "../delivery/returns/api.ts";
import { sendingEndpoints } from "../delivery/sending-api.ts";
import { deskEndpoints } from "../desk/api.ts";
import { growthEndpoints } from "../desk/growth-api.ts";
import { mailLookEndpoints } from "../desk/mail-look-api.ts";
import { timelineEndpoints } from "../desk/timeline-api.ts";
import { figureEndpoints } from "../figures/api.ts";
import { sendEndpoints } from "../figures/sends-api.ts";
import { preflight } from "../host-pages.ts";
import { hostEndpoints } from "../hosts/api.ts";
import { intentEndpoints } from "../intents/api.ts";
import { passkeySignInEndpoints } from "../intents/passkey-api.ts";
import { providerSignInEndpoints } from "../intents/provider-api.ts";
import { publisherSignInEndpoints } from "../intents/publisher-api.ts";
import { keyEndpoints } from "../keys/api.ts";
import { memberEndpoints } from "../members/api.ts";
import { deviceEndpoints } from "../members/device-api.ts";
import { passkeyEndpoints } from "../members/passkey-api.ts";
import { profileEndpoints } from "../members/profile-api.ts";
import { secondFactorEndpoints } from "../members/second-factor-api.ts";
import { staffEndpoints } from "../members/staff-api.ts";
import { messageEndpoints } from "../messages/api.ts";
import { messageTemplateEndpoints } from "../messages/template-api.ts";
import { newsletterEndpoints } from "../newsletters/api.ts";
import { issueAudienceEndpoints } from "../newsletters/audience-api.ts";
import { digestEndpoints } from "../newsletters/digest/api.ts";
import { listEndpoints } from "../newsletters/lists/api.ts";
import { pictureEndpoints } from "../newsletters/pictures/api.ts";
import { writingEndpoints } from "../newsletters/writing-api.ts";
import { offerEndpoints } from "../offers/api.ts";
import { offerDeskEndpoints } from "../offers/desk-api.ts";
import { personalDataEndpoints } from "../personal-data/api.ts";
import { planEndpoints } from "../plans/api.ts";
import { planDeskEndpoints } from "../plans/desk-api.ts";
import { giftEndpoints } from "../plans/gifts/api.ts";
import { giftDeskEndpoints } from "../plans/gifts/desk-api.ts";
import { groupEndpoints } from "../plans/groups/api.ts";
import { groupDeskEndpoints } from "../plans/groups/desk-api.ts";
import { meterEndpoints } from "../plans/meter-api.ts";
import { seriesEndpoints } from "../series/api.ts";
import { ssoEndpoints } from "../sso/api.ts";
import { storyEndpoints } from "../stories/api.ts";
import { webhookEndpoints } from "../webhooks/api.ts";
import { houseEndpoints } from "./house-api.ts";

/**
 * Every endpoint of the product. The fast lane, `app/api/**` and the OpenAPI document are made from this list and from
 * nothing else.
 */
export const endpoints: Endpoint[] = [
  ...houseEndpoints(() => endpoints),
  ...memberEndpoints,
  ...profileEndpoints,
  ...staffEndpoints,
  ...deviceEndpoints,
  ...passkeyEndpoints,
  ...secondFactorEndpoints,
  ...personalDataEndpoints,
  ...intentEndpoints,
  ...passkeySignInEndpoints,
  ...providerSignInEndpoints,
  ...publisherSignInEndpoints,
  ...ssoEndpoints,
  ...storyEndpoints,
  ...shelfEndpoints,
  ...reminderEndpoints,
  ...highlightEndpoints,
  ...syncEndpoints,
  ...bookmarkEndpoints,
  ...commentReadingEndpoints,
  ...commentEndpoints,
  ...reportEndpoints,
  ...ownCommentEndpoints,
  ...muteEndpoints,
  ...appealEndpoints,
  ...banEndpoints,
  ...transparencyEndpoints,
  ...replyMailEndpoints,
  ...commentDeskEndpoints,
  ...houseRulesEndpoints,
  ...ruleFigureEndpoints,
  ...retrainingEndpoints,
  ...termsEndpoints,
  ...queueEndpoints,
  ...newsletterEndpoints,
  ...audienceEndpoints,
  ...issueAudienceEndpoints,
  ...digestEndpoints,
  ...listEndpoints,
  ...seriesEndpoints,
  ...writingEndpoints,
  ...pictureEndpoints,
  ...planEndpoints,
  ...planDeskEndpoints,
  ...giftEndpoints,
  ...giftDeskEndpoints,
  ...groupEndpoints,
  ...groupDeskEndpoints,
  ...meterEndpoints,
  ...messageEndpoints,
  ...messageTemplateEndpoints,
  ...offerEndpoints,
  ...offerDeskEndpoints,
  ...deliveryEndpoints,
  ...contactEndpoints,
  ...sendingEndpoints,
  ...returnEndpoints,
  ...figureEndpoints,
  ...sendEndpoints,
  ...hostEndpoints,
  ...webhookEndpoints,
  ...keyEndpoints,
  ...deskEndpoints,
  ...growthEndpoints,
  ...mailLookEndpoints,
  ...timelineEndpoints,
];

export type Method = Contract["method"];
type Params = { params: Promise<Record<string, string>> };

/** What `app/api/<path>/route.ts` exports: the very functions that the fast lane calls, by their path in the registry. */
export function methodsAt(path: string) {
  const found = endpoints.filter(({ contract }) => contract.path === path);
  if (found.length === 0) throw new Error(`No contract in the registry has the path ${path}.`);
  return Object.fromEntries([
    ...found.map(({ contract, answer }) => [
      contract.method,
      async (request: Request, next: Params) => answer(request, await next.params),
    ]),
    ["OPTIONS", async (request: Request) => preflightAmong(found, request)],
  ]) as Record<Method | "OPTIONS", (request: Request, next: Params) => Promise<Response>>;
}

async function preflightAmong(found: Endpoint[], request: Request): Promise<Response> {
  const asked = request.headers.get("access-control-request-method");
  const { contract } = found.find((one) => one.contract.method === asked) ?? {};
  if (!contract) return new Response(null, { status: 204 });
  const { status, headers } = await preflight(request, contract);
  return new Response(null, { status, headers: headers as Record<string, string> });
}
