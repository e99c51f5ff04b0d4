import { mayDo } from "@/lib/access.ts";
import type { Ctx, Member } from "@/lib/context.ts";
import { findTest, type TestView } from "@/lib/figures/test-reads.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { many, shareOf } from "./figure-words.ts";
import { Scroll } from "./scroll.tsx";

const letters = "ABCD";

/** A mailing's test of subjects: what each came to, what that says, and a button for who will not wait. */
export async function SubjectTestTable({
  ctx,
  mailingId,
  state,
}: {
  ctx: Ctx<Member>;
  mailingId: string;
  state: string;
}) {
  const test = await findTest(ctx, mailingId);
  if (!test) return null;
  const isOpen = !test.decidedAt && (state === "sending" || state === "paused") && test.decideAt !== null;
  const mayDecide = isOpen && mayDo(ctx.actor.roles, "mailings.run");
  return (
    <>
      <h2 id="subjects">Which subject</h2>
      <p className="verdict">{whenOf(test, state)}</p>
      {test.decideAt ? <p className="verdict">{test.verdict}</p> : null}
      <Scroll label="Subjects">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Subject</th>
              <th className="num" scope="col">
                Mails
              </th>
              <th className="num" scope="col">
                Delivered
              </th>
              <th className="num" scope="col">
                {test.by === "openings" ? "Openings" : "Pressed"}
              </th>
              <th className="num" scope="col">
                Share
              </th>
              <th className="num" scope="col">
                Truly between
              </th>
              {mayDecide ? <th scope="col">Decide now</th> : null}
            </tr>
          </thead>
          <tbody>
            {test.variants.map((variant, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a subject is its letter
              <tr key={at}>
                <td>
                  {letters[at]}: {test.winner === at ? <b>{variant.subject}</b> : variant.subject}
                  <br />
                  <span className="meta">
                    from {variant.fromName}
                    {test.winner === at ? "; went to the rest" : ""}
                  </span>
                </td>
                <td className="num" data-label="Mails">
                  {many(variant.mails)}
                </td>
                <td className="num" data-label="Delivered">
                  {many(variant.delivered)}
                </td>
                <td className="num" data-label={test.by === "openings" ? "Openings" : "Pressed"}>
                  {many(variant.count)}
                </td>
                <td className="num" data-label="Share">
                  {shareOf(variant.count, variant.delivered)}
                </td>
                <td className="num" data-label="Truly between">
                  {between(variant)}
                </td>
                {mayDecide ? (
                  <td>
                    <details className="sure">
                      <summary>Send {letters[at]} …</summary>
                      <form action={`/api/v1/desk/mailings/${mailingId}/subject-test`} method="post">
                        <input name="variant" type="hidden" value={at} />
                        <button className="button" type="submit">
                          Send {letters[at]} to the rest
                        </button>
                      </form>
                    </details>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {test.by === "openings" ? (
        <p className="meta">
          It is judged by openings, which are about as good as a guess: proxies fetch pictures that nobody sees, and
          many mail programs show none.
        </p>
      ) : null}
    </>
  );
}

const between = ({ low, high, delivered }: TestView["variants"][number]) =>
  delivered === 0 ? "–" : `${shareOf(low * 1_000_000, 1_000_000)} and ${shareOf(high * 1_000_000, 1_000_000)}`;

function whenOf({ share, waitHours, decideAt, decidedAt, isByPerson }: TestView, state: string): string {
  const part = `${share} % of its readers took part, at random.`;
  if (decidedAt) return `${part} Decided on ${exactly(decidedAt)}${isByPerson ? " by a person" : ""}.`;
  if (state === "cancelled") return `${part} The mailing was cancelled, so nothing is decided.`;
  if (!decideAt)
    return `${share} % of its readers will take part, at random. It is decided ${waitHours} hours after it begins.`;
  const paused = state === "paused" ? " It is paused, and decides nothing by itself until it goes on." : "";
  return `${part} It decides by itself on ${exactly(decideAt)}; the rest wait until then.${paused}`;
}
