import type { GroupView } from "@/lib/plans/groups/schema.ts";
import { AskingForm } from "../../(desk)/parts/asking-form.tsx";
import { dayOf } from "./times.ts";

/** Who has the seats of a group, who is invited, and the way to invite more. Plain forms, which work without scripts. */
export function GroupPeople({ group, now }: { group: GroupView; now: Date }) {
  const at = `/api/v1/me/groups/${group.id}`;
  return (
    <>
      <h2 className="section-title">Who reads</h2>
      {group.readers.length === 0 ? <p className="plain">Nobody has taken a seat yet.</p> : null}
      <ul className="devices">
        {group.readers.map((reader) => (
          <li key={reader.id}>
            <div>
              <h3>{reader.who}</h3>
              <p className="meta">
                {reader.isInvited ? "Invited" : "By the domain"}, since {dayOf(reader.since, now)}.
                {reader.isWaiting ? <b> Waits: more seats are taken than are paid for.</b> : null}
              </p>
            </div>
            <details className="rename">
              <summary>
                Free it …<span className="hidden"> the seat of {reader.who}</span>
              </summary>
              <form action={`${at}/seats/${reader.id}/freeing`} method="post">
                <p className="meta">They read by it no more from now on, and are told by mail.</p>
                <button className="button quiet" type="submit">
                  Free the seat
                </button>
              </form>
            </details>
          </li>
        ))}
      </ul>
      {group.invitations.length > 0 ? (
        <>
          <h2 className="section-title">Invited</h2>
          <ul className="devices">
            {group.invitations.map((one) => (
              <li key={one.id}>
                <div>
                  <h3>{one.email}</h3>
                  <p className="meta">{invitedWords(one, now)}</p>
                </div>
                <div className="plan-acts">
                  {one.mailsLeft > 0 ? (
                    <form action={`${at}/invitations/${one.id}/mail`} method="post">
                      <button aria-label={`Mail again: ${one.email}`} className="button quiet" type="submit">
                        Mail again
                      </button>
                    </form>
                  ) : null}
                  <form action={`${at}/invitations/${one.id}/withdrawal`} method="post">
                    <button aria-label={`Withdraw: ${one.email}`} className="button quiet" type="submit">
                      Withdraw
                    </button>
                  </form>
                </div>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h2 className="section-title">Invite readers</h2>
      {group.free > 0 ? (
        <AskingForm
          action={`${at}/invitations`}
          className="stack"
          done={`/groups/${group.id}?done=seats-invited`}
          key={`${group.taken}-${group.invitations.length}`}
        >
          <label className="field">
            <span>Their e-mail addresses</span>
            <textarea autoComplete="off" maxLength={40_000} name="addresses" required rows={4} spellCheck={false} />
            <span className="meta">
              One a line, or with commas between. Each gets a mail with a link, which takes one seat within thirty days;
              until then the seat is held. We keep an address as long as its reader has the seat, or until a month after
              the invitation is over.
            </span>
          </label>
          <button className="button" type="submit">
            Invite
          </button>
        </AskingForm>
      ) : (
        <p className="plain">No seat is free. Free one, withdraw an invitation, or take more seats.</p>
      )}
    </>
  );
}

type Invitation = GroupView["invitations"][number];

function invitedWords({ isOver, expiresAt, mailedAt, mailFailedAt }: Invitation, now: Date): string {
  if (isOver) return `Ran out on ${dayOf(expiresAt, now)}, and holds no seat any more.`;
  const until = `Good until ${dayOf(expiresAt, now)}.`;
  if (mailFailedAt) return `Could not be delivered: this address takes no mail from us. ${until}`;
  return mailedAt ? `Mailed on ${dayOf(mailedAt, now)}. ${until}` : `On its way. ${until}`;
}
