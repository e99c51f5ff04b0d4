import type { Metadata } from "next";
import Link from "next/link";
import { actWords, type DeskAct, mayDo } from "@/lib/access.ts";
import { keyActs } from "@/lib/api-key.ts";
import { listKeys } from "@/lib/keys/keys.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { When } from "../../../(reader)/parts/when.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";
import { NewKey } from "../../parts/new-key.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Keys", robots: "noindex" };

export default async function Keys({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("settings.edit");
  const keys = await listKeys(ctx);
  const now = ctx.now();
  return (
    <>
      <div className="top">
        <h1>Keys</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p className="measured">
          Programs of yours, the CMS say, act here by a key: each for what it needs, and never for more than whoever
          made it may. They send it as <code>Authorization: Bearer</code>;{" "}
          <Link href="/developers">the API is described here</Link>.
        </p>
        {keys.length === 0 ? (
          <p className="empty">There is no key yet. One that is made stands here, with when it was last used.</p>
        ) : (
          <Scroll label="Keys">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">What it is for</th>
                  <th scope="col">Begins with</th>
                  <th scope="col">May</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Made by</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {keys.map((key) => (
                  <tr key={key.id}>
                    <th scope="row">{key.name}</th>
                    <td>
                      <code>{key.prefix}</code>
                    </td>
                    <td>{key.acts.map((act) => actWords[act as DeskAct] ?? act).join("; ")}</td>
                    <td>{key.lastUsedAt ? <When at={key.lastUsedAt} now={now} /> : "never"}</td>
                    <td>{key.madeBy}</td>
                    <td>
                      <form action={`/api/v1/desk/keys/${key.id}/revoke`} method="post">
                        <button aria-label={`Revoke: ${key.name}`} className="link" type="submit">
                          Revoke
                        </button>
                      </form>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <h2>Another one</h2>
        <NewKey acts={keyActs.filter((act) => mayDo(ctx.actor.roles, act)).map((act) => [act, actWords[act]])} />
      </div>
    </>
  );
}
