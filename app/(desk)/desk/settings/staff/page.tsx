import type { Metadata } from "next";
import { actWords, type DeskAct, deskActs, mayDo, type StaffRole, staffRoles } from "@/lib/access.ts";
import { listStaffProofs } from "@/lib/members/reset-second-factor.ts";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../../page-context.ts";
import { AskingForm } from "../../../parts/asking-form.tsx";
import { Scroll } from "../../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Staff", robots: "noindex" };

export default async function Staff({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("staff.manage");
  const staff = await listStaffProofs(ctx);
  return (
    <>
      <div className="top">
        <h1>Staff</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p className="meta">
          {ctx.env.staff.needsSecondFactor
            ? "Nobody works at this desk without a second factor."
            : "A second factor is optional here; whoever has set one up is asked for it. STAFF_SECOND_FACTOR=required makes it a must."}{" "}
          Sending, exporting, giving roles and opening another way in ask for it again after a quarter of an hour.
        </p>
        <h2>Who</h2>
        <Scroll label="Who works at the desk">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Member</th>
                <th scope="col">Roles</th>
                <th scope="col">Second factor</th>
                <th scope="col">Lost device</th>
              </tr>
            </thead>
            <tbody>
              {staff.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    {one.displayName ?? one.email}
                    {one.displayName ? <p className="meta">{one.email}</p> : null}
                  </th>
                  <td>
                    {one.id === ctx.actor.id
                      ? one.roles.join(", ")
                      : one.roles.map((role) => (
                          <RoleHeld key={role} memberId={one.id} name={one.displayName ?? one.email} role={role} />
                        ))}
                  </td>
                  <td data-label="Second factor">{factors(one)}</td>
                  <td>
                    {one.id === ctx.actor.id || !(one.hasApp || one.passkeys > 0) ? null : (
                      <details>
                        <summary>Reset …</summary>
                        <form action={`/api/v1/desk/staff/${one.id}/second-factor/reset`} method="post">
                          <p className="meta">
                            Forgets their app, recovery codes and passkeys, and signs them out everywhere. Be sure that
                            it is they who ask.
                          </p>
                          <button
                            aria-label={`Reset the second factor of ${one.displayName ?? one.email}`}
                            className="button quiet"
                            type="submit"
                          >
                            Reset it
                          </button>
                        </form>
                      </details>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <h2>Another role</h2>
        <AskingForm action="/api/v1/desk/staff" className="form" done="/desk/settings/staff?done=role-given">
          <label className="field">
            <span>E-mail address</span>
            <input autoComplete="off" maxLength={254} name="email" required type="email" />
            <span className="hint">
              They sign in with it as every reader does. Who has not been here yet becomes a member by it.
            </span>
          </label>
          <label className="field">
            <span>Role</span>
            <select name="role">
              {staffRoles.map((role) => (
                <option key={role}>{role}</option>
              ))}
            </select>
          </label>
          <div>
            <button className="button" type="submit">
              Give this role
            </button>
          </div>
        </AskingForm>
        <h2>Who may do what</h2>
        <Scroll label="Roles and what they may do">
          <table className="table role-table">
            <thead>
              <tr>
                <th scope="col">Act</th>
                {staffRoles.map((role) => (
                  <th key={role} scope="col">
                    {role}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(Object.keys(deskActs) as DeskAct[]).map((act) => (
                <tr key={act}>
                  <th scope="row">{actWords[act]}</th>
                  {staffRoles.map((role) => (
                    <td data-label={role} key={role}>
                      {mayDo([role], act) ? "yes" : <span className="meta">no</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </>
  );
}

function RoleHeld({ memberId, name, role }: { memberId: string; name: string; role: StaffRole }) {
  return (
    <details>
      <summary>{role}</summary>
      <AskingForm
        action={`/api/v1/desk/staff/${memberId}/revocations`}
        className="stack"
        done="/desk/settings/staff?done=role-taken"
      >
        <input name="role" type="hidden" value={role} />
        <p className="meta">What it opens is closed to them from the next request on. Who they are stays as it is.</p>
        <button aria-label={`Take back: ${name} is ${role}`} className="button quiet" type="submit">
          Take it back
        </button>
      </AskingForm>
    </details>
  );
}

function factors({ hasApp, passkeys }: { hasApp: boolean; passkeys: number }) {
  const words = [
    ...(passkeys > 0 ? [`${passkeys} passkey${passkeys === 1 ? "" : "s"}`] : []),
    ...(hasApp ? ["an app"] : []),
  ];
  return words.length > 0 ? words.join(", ") : "none yet";
}
