import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { type Search, wordOf } from "../../page-context.ts";
import { Said } from "../parts/said.tsx";

export const metadata: Metadata = { title: "Open a gift", robots: "noindex" };

/** For who has a code on paper. */
export default async function TypeCode({ searchParams }: { searchParams: Search }) {
  const code = (await wordOf(searchParams, "code"))?.replace(/[^0-9A-Za-z]/g, "").slice(0, 40);
  if (code) redirect(`/gift/${code}`);
  return (
    <div className="narrow">
      <h1>Open a gift</h1>
      <p className="lead">Type the code of your gift: sixteen letters and digits, in four groups.</p>
      <Said search={searchParams} />
      <form action="/gift" className="stack" method="get">
        <label className="field">
          <span>The code</span>
          <input
            autoCapitalize="characters"
            autoComplete="off"
            maxLength={40}
            name="code"
            required
            spellCheck={false}
          />
        </label>
        <button className="button" type="submit">
          Look at the gift
        </button>
      </form>
    </div>
  );
}
