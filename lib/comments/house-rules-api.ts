import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { addWordList, changeWordList, dropWordList, setHouseRules, strictnessOf } from "./house-rules.ts";
import {
  houseRulesChange,
  houseRulesView,
  tried,
  tryBody,
  whatIfBody,
  whatIfView,
  wordListChange,
  wordListDraft,
  wordListView,
} from "./house-rules-schema.ts";
import { tryText, whatIf } from "./what-if.ts";

const byList = z.object({ listId: uuid });
/** Room for five thousand words, twice as a form writes them. */
const most = 2_097_152;
const form = (done: string) => ({
  done: () => `/desk/rules?done=${done}`,
  refused: (refusal: { message: string }) => `/desk/rules?problem=${encodeURIComponent(refusal.message)}`,
});

/** How strict the house is, and what another strictness would do. */
export const houseRulesEndpoints = [
  route(
    contract({
      id: "readHouseRules",
      method: "GET",
      path: "/api/v1/desk/rules",
      summary: "How strict the house rules are, and the word lists",
      tag: "Desk",
      access: "rules.edit",
      reply: z.object({ rules: houseRulesView, lists: z.array(wordListView) }),
    }),
    async ({ ctx }) => {
      const { rules, lists } = await strictnessOf(ctx);
      return { rules, lists };
    },
  ),
  route(
    contract({
      id: "setHouseRules",
      method: "POST",
      path: "/api/v1/desk/rules",
      summary: "Tune the house rules: off, nudge, hold or refuse, and in which language comments are",
      tag: "Desk",
      access: "rules.edit",
      body: houseRulesChange,
      reply: houseRulesView,
      refuses: ["changed_meanwhile"],
      form: form("saved"),
    }),
    async ({ ctx, body }) => setHouseRules(ctx, body),
  ),
  route(
    contract({
      id: "tryHouseRules",
      method: "POST",
      path: "/api/v1/desk/rules/trial",
      summary: "What becomes of a text, by the rules as they are or as they are proposed",
      tag: "Desk",
      access: "rules.edit",
      body: tryBody,
      most,
      reply: tried,
    }),
    async ({ ctx, body }) => tryText(ctx, body),
  ),
  route(
    contract({
      id: "whatIfHouseRules",
      method: "POST",
      path: "/api/v1/desk/rules/what-if",
      summary: "What other rules would have made of the comments of the last thirty days, 200 at a time",
      tag: "Desk",
      access: "rules.edit",
      body: whatIfBody,
      most,
      reply: whatIfView,
    }),
    async ({ ctx, body }) => whatIf(ctx, body),
  ),
  route(
    contract({
      id: "addWordList",
      method: "POST",
      path: "/api/v1/desk/rules/lists",
      summary: "Add a list of words and phrases of the newsroom's own",
      tag: "Desk",
      access: "rules.edit",
      body: wordListDraft,
      most,
      reply: wordListView,
      form: form("list-added"),
    }),
    async ({ ctx, body }) => addWordList(ctx, body),
  ),
  route(
    contract({
      id: "changeWordList",
      method: "POST",
      path: "/api/v1/desk/rules/lists/{listId}",
      summary: "Change a word list",
      tag: "Desk",
      access: "rules.edit",
      params: byList,
      body: wordListChange,
      most,
      reply: wordListView,
      refuses: ["not_found", "changed_meanwhile"],
      form: form("saved"),
    }),
    async ({ ctx, params, body }) => changeWordList(ctx, params.listId, body),
  ),
  route(
    contract({
      id: "dropWordList",
      method: "POST",
      path: "/api/v1/desk/rules/lists/{listId}/drop",
      summary: "Remove a word list",
      tag: "Desk",
      access: "rules.edit",
      params: byList,
      body: z.object({}),
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: form("list-dropped"),
    }),
    async ({ ctx, params }) => dropWordList(ctx, params.listId),
  ),
];
