import type { Metadata } from "next";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";

export const metadata: Metadata = { title: "Members", robots: "noindex" };

/** The way to one member. There is no list of all: whoever opens somebody's timeline has a reason to, and that they did is written down. */
export default async function Members({ searchParams }: { searchParams: Search }) {
  await deskCtx("members.read");
  return (
    <>
      <div className="top">
        <h1>Members</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p className="measured">
          What happened with one member, in what your work is about. That you opened it stands in the audit log, and in
          what the member takes along from us.
        </p>
        <form action="/api/v1/desk/members/find" className="form" method="post">
          <label className="field">
            <span>Their e-mail address</span>
            <input autoComplete="off" inputMode="email" name="address" required spellCheck={false} type="email" />
            <span className="hint">The whole of it, as they wrote to you.</span>
          </label>
          <div>
            <button className="button" type="submit">
              Open the timeline
            </button>
          </div>
        </form>
      </div>
    </>
  );
}
