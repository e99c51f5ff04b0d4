import { z } from "zod";
import { contract, uuid } from "../../contract.ts";
import { route } from "../../route.ts";
import { beginGroup, lookAtGroup } from "./buy.ts";
import { actOnGroup, changeSeats, previewSeats } from "./change.ts";
import { openMyDomain } from "./domain.ts";
import { freeSeat, giveSeatBack } from "./free.ts";
import { inviteToGroup, mailAgain, withdrawInvitation } from "./invite.ts";
import { findMyGroup, listMyGroups, mySeats, openSeatsFor, showSeat } from "./reads.ts";
import {
  groupDraft,
  groupLine,
  groupView,
  invitationBody,
  myDomainBody,
  mySeat,
  openSeat,
  seatCard,
  seatsBody,
  seatsPreview,
  seatsQuery,
} from "./schema.ts";
import { takeInvitedSeat, takeSeatByDomain } from "./take.ts";

const byGroup = z.object({ groupId: uuid });
const byInvitation = z.object({ groupId: uuid, invitationId: uuid });
const bySeat = z.object({ groupId: uuid, seatId: uuid });
const byCode = z.object({ code: z.string().min(1).max(60) });
const nothing = z.strictObject({});
/** Each of these asks Stripe, which counts as well. */
const payments = [{ name: "group-payments", points: 30, perSeconds: 600, by: "member" as const }];
const mails = [{ name: "seat-invitations", points: 60, perSeconds: 3_600, by: "member" as const }];
/** A code has 128 bits; this is for who tries all the same. */
const tries = [{ name: "seat-codes", points: 60, perSeconds: 600, by: "network" as const }];
type Refused = { code: string; message: string };
/** Without scripts, what is refused is said on the page of the group. */
const onPage = (done: string, words = ({ message }: Refused) => message) => ({
  done: ({ id }: { id: string }) => `/groups/${id}?done=${done}`,
  refused: (refusal: Refused, _: unknown, { groupId = "" }: Record<string, string>) =>
    refusal.code === "sign_in_needed"
      ? undefined
      : `/groups/${encodeURIComponent(groupId)}?problem=${encodeURIComponent(words(refusal))}`,
});
/** An address of the page holds no address of somebody. */
const withoutAddresses = ({ code, message }: Refused) =>
  code === "invalid_input"
    ? "Some of what you wrote is no e-mail address, or too much at once. Go back with your browser: it is still there. Nobody was invited yet."
    : code === "rate_limited"
      ? "You, or others, have written to one of these often enough today. Nobody was invited now."
      : message;
const onAccount = (done: string) => ({
  done: () => `/account/plan?done=${done}`,
  refused: (refusal: { message: string }) => `/account/plan?problem=${encodeURIComponent(refusal.message)}`,
});

export const groupEndpoints = [
  route(
    contract({
      id: "beginGroup",
      method: "POST",
      path: "/api/v1/me/groups",
      summary: "Buy seats for many readers: choose a price, a name and how many; answers where to pay",
      tag: "Groups",
      access: "member",
      limits: payments,
      body: groupDraft,
      reply: z.object({ id: z.uuid(), url: z.url() }),
      status: 201,
      refuses: ["not_found", "changed_meanwhile", "settings_missing", "rate_limited", "unavailable"],
      // A form may not lead to another site, so the way there is a link on a page of ours.
      form: {
        done: ({ id }) => `/plans/onward?group=${id}`,
        refused: (refusal, { priceId }) =>
          refusal.code === "sign_in_needed"
            ? undefined
            : `/groups/new?price=${encodeURIComponent(String(priceId ?? ""))}&problem=${encodeURIComponent(refusal.message)}`,
        keeps: true,
      },
    }),
    async ({ ctx, body }) => beginGroup(ctx, body),
  ),
  route(
    contract({
      id: "listMyGroups",
      method: "GET",
      path: "/api/v1/me/groups",
      summary: "The groups that I pay for, with their seats",
      tag: "Groups",
      access: "member",
      reply: z.object({ items: z.array(groupLine) }),
    }),
    async ({ ctx }) => ({ items: await listMyGroups(ctx) }),
  ),
  route(
    contract({
      id: "readMyGroup",
      method: "GET",
      path: "/api/v1/me/groups/{groupId}",
      summary: "A group of mine: who has its seats, and who is invited; one that is being paid, as Stripe says",
      tag: "Groups",
      access: "member",
      limits: [{ name: "checkout-looks", points: 120, perSeconds: 600, by: "member" }],
      params: byGroup,
      reply: groupView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => lookAtGroup(ctx, params.groupId),
  ),
  route(
    contract({
      id: "inviteToGroup",
      method: "POST",
      path: "/api/v1/me/groups/{groupId}/invitations",
      summary: "Invite addresses to seats of my group, all or none; who is invited already is not mailed again",
      tag: "Groups",
      access: "member",
      limits: mails,
      params: byGroup,
      body: invitationBody,
      reply: groupView,
      refuses: ["not_found", "changed_meanwhile", "none_left", "rate_limited"],
      form: onPage("seats-invited", withoutAddresses),
    }),
    async ({ ctx, params, body }) => inviteToGroup(ctx, params.groupId, body.addresses),
  ),
  route(
    contract({
      id: "mailInvitationAgain",
      method: "POST",
      path: "/api/v1/me/groups/{groupId}/invitations/{invitationId}/mail",
      summary: "Mail an invitation again; it is good for thirty days from now",
      tag: "Groups",
      access: "member",
      limits: mails,
      params: byInvitation,
      body: nothing,
      reply: groupView,
      refuses: ["not_found", "changed_meanwhile", "none_left", "rate_limited"],
      form: onPage("seat-mailed", withoutAddresses),
    }),
    async ({ ctx, params }) => mailAgain(ctx, params.groupId, params.invitationId),
  ),
  route(
    contract({
      id: "withdrawInvitation",
      method: "POST",
      path: "/api/v1/me/groups/{groupId}/invitations/{invitationId}/withdrawal",
      summary: "Take an invitation back; its link opens nothing any more",
      tag: "Groups",
      access: "member",
      params: byInvitation,
      body: nothing,
      reply: groupView,
      refuses: ["not_found", "changed_meanwhile"],
      form: onPage("seat-withdrawn"),
    }),
    async ({ ctx, params }) => withdrawInvitation(ctx, params.groupId, params.invitationId),
  ),
  route(
    contract({
      id: "freeSeat",
      method: "POST",
      path: "/api/v1/me/groups/{groupId}/seats/{seatId}/freeing",
      summary: "Free a seat of my group: who had it reads by it no more, and is told",
      tag: "Groups",
      access: "member",
      params: bySeat,
      body: nothing,
      reply: groupView,
      refuses: ["not_found"],
      form: onPage("seat-freed"),
    }),
    async ({ ctx, params }) => freeSeat(ctx, params.groupId, params.seatId),
  ),
  route(
    contract({
      id: "openMyDomain",
      method: "POST",
      path: "/api/v1/me/groups/{groupId}/domain",
      summary: "Let everybody take a free seat who proved an address at the domain of mine, or close that",
      tag: "Groups",
      access: "member",
      params: byGroup,
      body: myDomainBody,
      reply: groupView,
      refuses: ["not_found", "not_allowed"],
      form: onPage("group-domain"),
    }),
    async ({ ctx, params, body }) => {
      await openMyDomain(ctx, params.groupId, body.isOpen);
      return findMyGroup(ctx, params.groupId);
    },
  ),
  route(
    contract({
      id: "previewSeats",
      method: "GET",
      path: "/api/v1/me/groups/{groupId}/seats",
      summary: "What another number of seats costs, now and from the next period on; nothing is changed",
      tag: "Groups",
      access: "member",
      limits: payments,
      params: byGroup,
      query: seatsQuery,
      reply: seatsPreview,
      refuses: ["not_found", "changed_meanwhile", "settings_missing", "rate_limited", "unavailable"],
    }),
    async ({ ctx, params, query }) => previewSeats(ctx, params.groupId, query.seats),
  ),
  route(
    contract({
      id: "changeSeats",
      method: "POST",
      path: "/api/v1/me/groups/{groupId}/seats",
      summary: "Take more seats or keep fewer, as a preview said; once, however often it is pressed",
      tag: "Groups",
      access: "member",
      limits: payments,
      params: byGroup,
      body: seatsBody,
      reply: groupView,
      refuses: ["not_found", "changed_meanwhile", "settings_missing", "rate_limited", "unavailable"],
      form: onPage("group-seats"),
    }),
    async ({ ctx, params, body }) => changeSeats(ctx, params.groupId, body.seats, body.at),
  ),
  ...(["cancel", "keep"] as const).map((act) =>
    route(
      contract({
        id: `${act}Group`,
        method: "POST",
        path: `/api/v1/me/groups/{groupId}/${act}`,
        summary: { cancel: "End my group with the period that is paid", keep: "Keep my group after all" }[act],
        tag: "Groups",
        access: "member",
        limits: payments,
        params: byGroup,
        body: nothing,
        reply: groupView,
        refuses: ["not_found", "changed_meanwhile", "settings_missing", "rate_limited", "unavailable"],
        form: onPage(`plan-${act}`),
      }),
      async ({ ctx, params }) => actOnGroup(ctx, params.groupId, act),
    ),
  ),
  route(
    contract({
      id: "listMySeats",
      method: "GET",
      path: "/api/v1/me/seats",
      summary: "The seats by which I read, and those that are free for the domain of my address",
      tag: "Groups",
      access: "member",
      reply: z.object({ items: z.array(mySeat), open: z.array(openSeat) }),
    }),
    async ({ ctx }) => ({ items: await mySeats(ctx), open: await openSeatsFor(ctx) }),
  ),
  route(
    contract({
      id: "giveSeatBack",
      method: "POST",
      path: "/api/v1/me/seats/{seatId}/giving-back",
      summary: "Give my seat back",
      tag: "Groups",
      access: "member",
      params: z.object({ seatId: uuid }),
      body: nothing,
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: onAccount("seat-given-back"),
    }),
    async ({ ctx, params }) => giveSeatBack(ctx, params.seatId),
  ),
  route(
    contract({
      id: "takeSeatByDomain",
      method: "POST",
      path: "/api/v1/groups/{groupId}/seat",
      summary: "Take a free seat of a group that the domain of my address lets in",
      tag: "Groups",
      access: "member",
      limits: [{ name: "seats", points: 30, perSeconds: 600, by: "member" }],
      params: byGroup,
      body: nothing,
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found", "changed_meanwhile", "none_left", "rate_limited"],
      form: onAccount("seat-taken"),
    }),
    async ({ ctx, params }) => takeSeatByDomain(ctx, params.groupId),
  ),
  route(
    contract({
      id: "showSeat",
      method: "GET",
      path: "/api/v1/seats/{code}",
      summary: "The seat that the code of an invitation holds",
      tag: "Groups",
      access: "anyone",
      limits: tries,
      params: byCode,
      reply: seatCard,
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params }) => showSeat(ctx, params.code),
  ),
  route(
    contract({
      id: "takeInvitedSeat",
      method: "POST",
      path: "/api/v1/seats/{code}/taking",
      summary: "Take the seat that an invitation holds; it is taken once",
      tag: "Groups",
      access: "member",
      limits: tries,
      params: byCode,
      body: nothing,
      reply: seatCard,
      refuses: ["not_found", "changed_meanwhile", "none_left", "rate_limited"],
      form: {
        done: () => "/account/plan?done=seat-taken",
        // The page of the invitation says why it can be taken no more.
        refused: (refusal, _, { code = "" }) =>
          refusal.code === "sign_in_needed" ? undefined : `/seat/${encodeURIComponent(code)}`,
      },
    }),
    async ({ ctx, params }) => takeInvitedSeat(ctx, params.code),
  ),
];
