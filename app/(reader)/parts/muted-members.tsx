import { mutedMembers } from "@/lib/comments/mute.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { fullDay } from "./times.ts";

/** The part of the account page about whom a member does not want to read. */
export async function MutedMembers({ ctx }: { ctx: Ctx<Member> }) {
  const muted = await mutedMembers(ctx);
  return (
    <section aria-labelledby="muted">
      <h2 className="section-title" id="muted">
        Whom you muted
      </h2>
      {muted.length === 0 ? (
        <p className="empty">
          Nobody. Mute stands below each comment: what its author says is one line from then on, for you alone.
        </p>
      ) : (
        <>
          <p className="meta">Their comments are one line each, for you alone. Nobody is told, neither they nor we.</p>
          <ul className="muted-members">
            {muted.map(({ id, name, at }) => (
              <li key={id}>
                <span>
                  <b>{name}</b> <span className="meta">since {fullDay(new Date(at))}</span>
                </span>
                <form action={`/api/v1/me/mutes/${id}/end`} method="post">
                  <button aria-label={`Unmute ${name}`} className="link" type="submit">
                    Unmute
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
