import { type Command, InvalidArgumentError } from "commander";
import { type StaffRole, staffRoles } from "../access.ts";
import { emailAddress } from "../members/address.ts";
import { resetSecondFactorOf } from "../members/reset-second-factor.ts";
import { grantRole, listStaff, revokeRole } from "../members/staff.ts";
import { print, withHouse } from "./with-house.ts";

export function addStaffCommands(program: Command) {
  const staff = program.command("staff").description("who may do what at the desk");
  staff
    .command("grant")
    .argument("<email>", "whose", anEmail)
    .argument("<role>", staffRoles.join(", "), aRole)
    .description("give a role; it holds from the next request on")
    .action(async (email: string, role: StaffRole) => {
      const { isNew } = await withHouse((ctx) => grantRole(ctx, email, role));
      print(isNew ? `${email} is ${role} now` : `${email} was ${role} already`);
    });
  staff
    .command("revoke")
    .argument("<email>", "whose", anEmail)
    .argument("<role>", staffRoles.join(", "), aRole)
    .description("take a role back")
    .action(async (email: string, role: StaffRole) => {
      const { count } = await withHouse((ctx) => revokeRole(ctx, email, role));
      print(count > 0 ? `${email} is not ${role} any more` : `${email} was not ${role}`);
    });
  staff
    .command("reset-second-factor")
    .argument("<email>", "whose", anEmail)
    .description("for a lost device: forget app, recovery codes and passkeys, and sign out everywhere")
    .action(async (email: string) => {
      const isStaff = await withHouse((ctx) => resetSecondFactorOf(ctx, email));
      if (!isStaff) throw new InvalidArgumentError(`${email} has no role at the desk.`);
      print(
        `${email} has no second factor now, is signed out everywhere, and sets one up at the next visit to the desk`,
      );
    });
  staff
    .command("list")
    .description("everybody with a role")
    .action(async () => {
      for (const grant of await withHouse(listStaff))
        print(`${grant.role.padEnd(10)} ${grant.member.email}  since ${grant.grantedAt.toISOString().slice(0, 10)}`);
    });
}

function anEmail(text: string) {
  const parsed = emailAddress.safeParse(text);
  if (!parsed.success)
    throw new InvalidArgumentError("This is not one e-mail address. Write it like ines@example.org.");
  return parsed.data;
}

function aRole(text: string): StaffRole {
  const role = staffRoles.find((known) => known === text);
  if (!role) throw new InvalidArgumentError(`The roles are ${staffRoles.join(", ")}.`);
  return role;
}
