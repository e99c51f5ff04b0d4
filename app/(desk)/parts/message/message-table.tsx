import { When } from "../../../(reader)/parts/when.tsx";
import { Scroll } from "../scroll.tsx";

type Line = {
  id: string;
  template: string;
  to: string;
  isTest: boolean;
  state: "queued" | "sent" | "bounced" | "complained" | "expired" | "suppressed";
  reason: string | null;
  tries: number;
  askedAt: Date;
  endedAt: Date | null;
};

const words: Record<Line["state"], string> = {
  queued: "on its way",
  sent: "taken by the mail server",
  bounced: "refused, or came back",
  complained: "its reader called it spam",
  expired: "nobody took it in time",
  suppressed: "not sent: the mailbox is dead",
};

/** What became of the last messages. Whose they were is shown to who may see members, and veiled to everybody else. */
export function MessageTable(props: { items: Line[]; titles: Record<string, string>; mayRead: boolean; now: Date }) {
  const { items, titles, now } = props;
  if (items.length === 0)
    return (
      <p className="empty">None in the last ninety days. What a program asks for stands here within the second.</p>
    );
  return (
    <>
      <Scroll label="The last messages">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Asked for</th>
              <th scope="col">To</th>
              <th scope="col">Template</th>
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, template, to, isTest, state, reason, tries, askedAt, endedAt }) => (
              <tr key={id}>
                <td>
                  <When at={askedAt} now={now} />
                </td>
                <td className="address">{to}</td>
                <td>
                  {titles[template] ?? template}
                  {isTest ? <span className="meta"> a test</span> : null}
                </td>
                <td>
                  <span className={state === "sent" || state === "queued" ? undefined : "state-bad"}>
                    {words[state]}
                  </span>
                  {endedAt ? (
                    <>
                      , <When at={endedAt} now={now} />
                    </>
                  ) : null}
                  {state === "queued" && tries > 0 ? `, tried ${tries === 1 ? "once" : `${tries} times`}` : null}
                  {reason ? <span className="hint">{reason}</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {props.mayRead ? null : <p className="meta">Whole addresses are shown to who may see members.</p>}
    </>
  );
}
