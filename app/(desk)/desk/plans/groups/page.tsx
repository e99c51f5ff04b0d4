import type { Metadata } from "next";
import Link from "next/link";
import { listGroupsForDesk } from "@/lib/plans/groups/desk-reads.ts";
import { Rehearsal } from "../../../../(reader)/parts/rehearsal.tsx";
import { fullDay } from "../../../../(reader)/parts/times.ts";
import { cursorWord, deskCtx, type Search, wordOf } from "../../../../page-context.ts";
import { groupStanding } from "../../../parts/group-standing.ts";
import { Scroll } from "../../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Groups", robots: "noindex" };

/** Groups that pay for many readers: how each stands, and how many of its seats are taken. */
export default async function Groups({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("plans.read");
  const [after, search] = await Promise.all([cursorWord(searchParams), wordOf(searchParams, "search")]);
  const words = search?.trim().slice(0, 100);
  const { items, next } = await listGroupsForDesk(ctx, { after, search: words });
  return (
    <>
      <div className="top">
        <h1>Groups</h1>
        <Link className="button quiet" href="/desk/plans">
          To the plans
        </Link>
      </div>
      <div className="sheet">
        <Rehearsal ctx={ctx} />
        <form action="/desk/plans/groups" className="line-form" method="get">
          <label className="field">
            <span>Find by name, owner or domain</span>
            <input autoComplete="off" defaultValue={words ?? ""} maxLength={100} name="search" />
          </label>
          <button className="button quiet" type="submit">
            Find
          </button>
        </form>
        {items.length === 0 ? (
          <p className="empty">
            {words
              ? "No group has this in its name, its owner’s address or its domains."
              : "No group has bought seats yet. On the page of a plan you say whether groups can buy it."}
          </p>
        ) : (
          <Scroll label="Groups">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Group</th>
                  <th scope="col">Owner</th>
                  <th scope="col">Plan</th>
                  <th className="num" scope="col">
                    Seats taken
                  </th>
                  <th scope="col">How it stands</th>
                </tr>
              </thead>
              <tbody>
                {items.map((group) => (
                  <tr key={group.id}>
                    <th scope="row">
                      <Link href={`/desk/plans/groups/${group.id}`} prefetch={false}>
                        {group.name}
                      </Link>
                      <br />
                      <span className="meta">{fullDay(group.createdAt)}</span>
                    </th>
                    <td data-label="Owner">
                      {group.owner ? (
                        <Link href={`/desk/members/${group.owner.id}`} prefetch={false}>
                          {group.owner.email}
                        </Link>
                      ) : (
                        "erased"
                      )}
                    </td>
                    <td data-label="Plan">{group.plan}</td>
                    <td className="num" data-label="Seats taken">
                      {group.taken} of {group.seats}
                    </td>
                    <td data-label="How it stands">{groupStanding(group, ctx.now())}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {next ? (
          <p>
            <Link
              href={`/desk/plans/groups?after=${encodeURIComponent(next)}${words ? `&search=${encodeURIComponent(words)}` : ""}`}
            >
              Older ones
            </Link>
          </p>
        ) : null}
      </div>
    </>
  );
}
