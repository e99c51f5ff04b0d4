import { z } from "zod";
import { staffRoles } from "../access.ts";
import { contract, uuid } from "../contract.ts";
import { Refusal } from "../errors.ts";
import { route } from "../route.ts";
import { emailAddress } from "./address.ts";
import { grantRole, revokeRoleOf } from "./staff.ts";

const page = "/desk/settings/staff";
const role = z.enum(staffRoles, `Choose one of ${staffRoles.join(", ")}.`);
const limits = [{ name: "staff", points: 30, perSeconds: 600, by: "member" as const }];
const refused = (refusal: { message: string }) => `${page}?problem=${encodeURIComponent(refusal.message)}`;

/** Who works at the desk. Both ask for the second factor, for whoever has a role has what it opens. */
export const staffEndpoints = [
  route(
    contract({
      id: "grantRole",
      method: "POST",
      path: "/api/v1/desk/staff",
      summary: "Give a member, or an address that will be one, a role at the desk; it holds from their next request on",
      tag: "Desk",
      access: "staff.manage",
      stepUp: true,
      limits,
      body: z.strictObject({ email: emailAddress, role }),
      reply: z.object({ memberId: z.uuid(), isNew: z.boolean().describe("False where they had it already") }),
      form: { done: () => `${page}?done=role-given`, refused },
    }),
    async ({ ctx, body }) => grantRole(ctx, body.email, body.role),
  ),
  route(
    contract({
      id: "revokeRole",
      method: "POST",
      path: "/api/v1/desk/staff/{memberId}/revocations",
      summary:
        "Take a role back; the desk is closed to them from the next request on. Somebody is always left who can give roles",
      tag: "Desk",
      access: "staff.manage",
      stepUp: true,
      limits,
      params: z.object({ memberId: uuid }),
      body: z.strictObject({ role }),
      reply: z.object({}),
      refuses: ["not_found", "not_allowed"],
      form: { done: () => `${page}?done=role-taken`, refused },
    }),
    async ({ ctx, params, body }) => {
      if (!(await revokeRoleOf(ctx, params.memberId, body.role)))
        throw new Refusal("not_found", "They have not this role, or not any more.");
      return {};
    },
  ),
];
