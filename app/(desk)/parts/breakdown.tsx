import type { DomainShare, Why } from "@/lib/delivery/breakdown.ts";
import { Scroll } from "./scroll.tsx";
import { stateWords } from "./state-words.ts";

const many = (count: number) => count.toLocaleString("en");

/** What kept a mailing from some, the most frequent first, and how the large recipient domains took it. */
export function Breakdown({ why, domains }: { why: Why[]; domains: DomainShare[] }) {
  return (
    <>
      {why.length > 0 ? (
        <>
          <h2>What kept it from some</h2>
          <Scroll label="What kept it from some">
            <table className="table">
              <thead>
                <tr>
                  <th className="num" scope="col">
                    How many
                  </th>
                  <th scope="col">State</th>
                  <th scope="col">Why, and one of the answers</th>
                </tr>
              </thead>
              <tbody>
                {why.map((one) => (
                  <tr key={`${one.state} ${one.reason} ${one.code}`}>
                    <td className="num" data-label="How many">
                      {many(one.count)}
                    </td>
                    <td>
                      {one.state === "queued" ? (one.reason ? "Waiting" : "Trying again") : stateWords[one.state]}
                    </td>
                    <td>
                      {one.reason ?? (one.state === "queued" ? "put off for now" : "")}
                      {one.answer ? <p className="meta">{one.answer}</p> : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </>
      ) : null}
      {domains.length > 1 ? (
        <>
          <h2>Recipient domains</h2>
          <Scroll label="Recipient domains">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Domain</th>
                  <th className="num" scope="col">
                    Recipients
                  </th>
                  <th className="num" scope="col">
                    Accepted
                  </th>
                  <th className="num" scope="col">
                    Bounced or given up on
                  </th>
                  <th className="num" scope="col">
                    Waiting
                  </th>
                </tr>
              </thead>
              <tbody>
                {domains.map((share) => (
                  <tr key={share.domain ?? ""}>
                    <th scope="row">{share.domain ?? "All others"}</th>
                    <td className="num" data-label="Recipients">
                      {many(share.total)}
                    </td>
                    <td className="num" data-label="Accepted">
                      {many(share.accepted)}
                    </td>
                    <td className="num" data-label="Bounced or given up on">
                      {many(share.bounced)}
                    </td>
                    <td className="num" data-label="Waiting">
                      {many(share.waiting)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </>
      ) : null}
    </>
  );
}
