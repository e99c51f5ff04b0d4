import Link from "next/link";
import type { Progress } from "@/lib/delivery/reads.ts";
import type { Compared } from "@/lib/figures/reads.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { shareOf } from "./figure-words.ts";
import { Scroll } from "./scroll.tsx";
import { startWords } from "./start-words.ts";

type Props = { mailings: Progress[]; mayRead: boolean; figures?: Compared[] };

/** Mailings with what became of them, counted from the ledger; and how many pressed something in them, where that is asked. */
export function MailingTable({ mailings, mayRead, figures }: Props) {
  const pressedIn = (id: string) => {
    const found = figures?.find((one) => one.id === id);
    return !found || found.mode === "off" ? "not counted" : shareOf(found.pressed, found.delivered);
  };
  if (mailings.length === 0) return <p className="meta">Nothing has been sent yet.</p>;
  return (
    <Scroll label="Mailings">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Mailing</th>
            <th scope="col">State</th>
            <th className="num" scope="col">
              To
            </th>
            <th className="num" scope="col">
              Accepted
            </th>
            <th className="num" scope="col">
              Bounced
            </th>
            <th className="num" scope="col">
              Left before
            </th>
            {figures ? (
              <th className="num" scope="col">
                Pressed
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {mailings.map((mailing) => (
            <tr key={mailing.id}>
              <td>
                {mayRead ? <Link href={`/desk/mailings/${mailing.id}`}>{mailing.subject}</Link> : mailing.subject}
                <br />
                <span className="meta">{whenOf(mailing)}</span>
              </td>
              <td>
                {mailing.state}
                {mailing.stateReason ? <p className="meta">{mailing.stateReason}</p> : null}
              </td>
              <td className="num" data-label="To">
                {mailing.total.toLocaleString("en")}
              </td>
              <td className="num" data-label="Accepted">
                {mailing.accepted.toLocaleString("en")}
              </td>
              <td className="num" data-label="Bounced">
                {mailing.bounced.toLocaleString("en")}
              </td>
              <td className="num" data-label="Left before">
                {mailing.left.toLocaleString("en")}
              </td>
              {figures ? (
                <td className="num" data-label="Pressed">
                  {pressedIn(mailing.id)}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** One that waits for its time says that; of all others it is said when they were begun. */
const whenOf = ({ state, startsAt, localZone, createdAt }: Progress) =>
  state === "scheduled" && startsAt
    ? `starts on ${startWords({ startsAt, localZone })}`
    : exactly(startsAt ?? createdAt);
