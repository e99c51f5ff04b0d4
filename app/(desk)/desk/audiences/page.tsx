import type { Metadata } from "next";
import Link from "next/link";
import { listAudiences } from "@/lib/audiences/reads.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { When } from "../../../(reader)/parts/when.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";
import { WhatIsKnown } from "../../parts/audience/what-is-known.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Audiences", robots: "noindex" };

export default async function Audiences({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("audiences.write");
  const audiences = await listAudiences(ctx);
  const inUse = audiences.filter(({ retiredAt }) => !retiredAt);
  const retired = audiences.filter(({ retiredAt }) => retiredAt);
  const now = ctx.now();
  return (
    <>
      <div className="top">
        <h1>Audiences</h1>
        <Link className="button quiet" href="/desk/audiences/new">
          A new audience
        </Link>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p className="measured">
          An issue goes to everybody who confirmed its newsletter, or to those of them who fit an audience, and so does
          the notice of an offer. Who fits is looked up when the mailing starts.
        </p>
        {inUse.length === 0 ? (
          <p className="empty">
            There is none yet. The first one that you save stands here, and can be chosen on the page of an issue, and
            where a notice of an offer is sent.
          </p>
        ) : (
          <Scroll label="Audiences">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Audience</th>
                  <th scope="col">Readers who</th>
                  <th scope="col">Changed</th>
                  <th scope="col">
                    <span className="hidden">Retire</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {inUse.map(({ id, name, words, updatedAt }) => (
                  <tr key={id}>
                    <td>
                      <Link href={`/desk/audiences/${id}`}>{name}</Link>
                    </td>
                    <td>{words}</td>
                    <td>
                      <When at={updatedAt} now={now} />
                    </td>
                    <td className="num">
                      <form action={`/api/v1/desk/audiences/${id}/retire`} method="post">
                        <button className="link" type="submit">
                          Retire<span className="hidden"> {name}</span>
                        </button>
                      </form>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {retired.length > 0 ? (
          <>
            <h2>Retired</h2>
            <p className="meta">
              They cannot be chosen. An issue that one of them was chosen for waits until it is given another.
            </p>
            <ul className="plain retired-audiences">
              {retired.map(({ id, name, words }) => (
                <li key={id}>
                  {name} <span className="meta">{words}</span>
                  <form action={`/api/v1/desk/audiences/${id}/bring-back`} method="post">
                    <button className="link" type="submit">
                      Bring it back<span className="hidden">: {name}</span>
                    </button>
                  </form>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        <WhatIsKnown />
      </div>
    </>
  );
}
