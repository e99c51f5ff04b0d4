import Link from "next/link";
import { Scroll } from "../scroll.tsx";
import { waitWords } from "./words.ts";

type Step = {
  id: string;
  subject: string;
  waitHours: number;
  atHour: number | null;
  isDraft: boolean;
  takenOutAt: Date | null;
  mailingId: string | null;
  entered: number;
  sent: number;
  waiting: number;
  left: number;
};

/** The mails of a series in their order, and what became of each. */
export function StepTable({ seriesId, steps }: { seriesId: string; steps: Step[] }) {
  const first = steps.find(({ takenOutAt }) => !takenOutAt)?.id;
  return (
    <Scroll label="Mails of the series">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Mail</th>
            <th scope="col">When</th>
            <th className="num" scope="col">
              Are next
            </th>
            <th className="num" scope="col">
              Their time has come
            </th>
            <th className="num" scope="col">
              Sent
            </th>
            <th className="num" scope="col">
              Left by it
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ id, subject, waitHours, atHour, isDraft, takenOutAt, mailingId, ...counts }) => (
            <tr key={id}>
              <td>
                {takenOutAt ? (
                  <>
                    {subject || "Without a subject"} <span className="meta">taken out</span>
                  </>
                ) : (
                  <Link href={`/desk/series/${seriesId}/${id}`} prefetch={false}>
                    {subject || "Without a subject"}
                  </Link>
                )}
                {isDraft && !takenOutAt ? <span className="meta"> not written yet: nobody gets it</span> : null}
                {mailingId ? (
                  <>
                    {" "}
                    <Link className="meta" href={`/desk/mailings/${mailingId}`} prefetch={false}>
                      deliveries
                    </Link>
                  </>
                ) : null}
              </td>
              <td>{takenOutAt ? null : waitWords(waitHours, atHour, id === first)}</td>
              <td className="num" data-label="Are next">
                {counts.waiting.toLocaleString("en")}
              </td>
              <td className="num" data-label="Their time has come">
                {counts.entered.toLocaleString("en")}
              </td>
              <td className="num" data-label="Sent">
                {counts.sent.toLocaleString("en")}
              </td>
              <td className="num" data-label="Left by it">
                {counts.left.toLocaleString("en")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
