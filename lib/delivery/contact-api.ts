import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { contactRulesChange, contactRulesOf, contactRulesView, setContactRules } from "./contact.ts";

const path = "/api/v1/desk/settings/contact";

/** How much and when members are told of offers. */
export const contactEndpoints = [
  route(
    contract({
      id: "readContactSettings",
      method: "GET",
      path,
      summary: "How many mails about offers a member gets at most, and at which hours none",
      tag: "Desk",
      access: "offers.write",
      reply: contactRulesView,
    }),
    ({ ctx }) => contactRulesOf(ctx),
  ),
  route(
    contract({
      id: "changeContactSettings",
      method: "POST",
      path,
      summary: "Set how many mails about offers a member gets at most, and at which hours none; what is left out stays",
      tag: "Desk",
      access: "settings.edit",
      body: contactRulesChange,
      reply: contactRulesView,
      form: {
        done: () => "/desk/settings?done=saved",
        refused: (refusal) => `/desk/settings?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    ({ ctx, body }) => setContactRules(ctx, body),
  ),
];
