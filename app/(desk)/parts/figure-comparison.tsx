import Link from "next/link";
import type { Compared } from "@/lib/figures/reads.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { many, shareOf } from "./figure-words.ts";
import { Scroll } from "./scroll.tsx";

/** A mailing among the ten of its newsletter before it. */
export function FigureComparison({ compared, here }: { compared: Compared[]; here: string }) {
  const others = compared.filter(({ id }) => id !== here);
  if (others.length === 0)
    return <p className="meta">It is the first of its newsletter, so there is none to compare it with.</p>;
  return (
    <>
      <h3>Beside the issues before it</h3>
      <p>{inWords(compared, here)}</p>
      <Scroll label="Beside the issues before it">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Issue</th>
              <th className="num" scope="col">
                Delivered
              </th>
              <th className="num" scope="col">
                Openings
              </th>
              <th className="num" scope="col">
                Pressed
              </th>
              <th className="num" scope="col">
                Unsubscribed
              </th>
              <th className="num" scope="col">
                Called it spam
              </th>
            </tr>
          </thead>
          <tbody>
            {compared.map((one) => (
              <tr key={one.id}>
                <td>
                  {one.id === here ? (
                    <b>{one.subject}</b>
                  ) : (
                    <Link href={`/desk/mailings/${one.id}`}>{one.subject}</Link>
                  )}
                  <br />
                  <span className="meta">{exactly(one.createdAt)}</span>
                </td>
                <td className="num" data-label="Delivered">
                  {many(one.delivered)}
                </td>
                <td className="num" data-label="Openings">
                  {one.mode === "off" ? "not counted" : many(one.opened)}
                </td>
                <td className="num" data-label="Pressed">
                  {one.mode === "off" ? "not counted" : shareOf(one.pressed, one.delivered)}
                </td>
                <td className="num" data-label="Unsubscribed">
                  {shareOf(one.left, one.delivered)}
                </td>
                <td className="num" data-label="Called it spam">
                  {shareOf(one.complained, one.delivered)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

/** By the middle one of those before it, which one odd issue does not move. */
function inWords(compared: Compared[], here: string): string {
  const rate = ({ pressed, delivered }: Compared) => pressed / delivered;
  const counted = compared.filter(({ mode, delivered }) => mode !== "off" && delivered > 0);
  const mine = counted.find(({ id }) => id === here);
  const rates = counted
    .filter(({ id }) => id !== here)
    .map(rate)
    .sort((one, other) => one - other);
  if (!mine || rates.length === 0)
    return "None of those before it was counted as well, so there is no share to compare.";
  const middle =
    ((rates[Math.floor((rates.length - 1) / 2)] ?? 0) + (rates[Math.ceil((rates.length - 1) / 2)] ?? 0)) / 2;
  const said = (share: number) => shareOf(share * 1_000_000, 1_000_000);
  return `${said(rate(mine))} pressed something. Of ${rates.length === 1 ? "the one" : `the ${rates.length}`} before it that ${rates.length === 1 ? "was" : "were"} counted, the middle is ${said(middle)}.`;
}
