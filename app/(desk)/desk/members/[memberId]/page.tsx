import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { mayDo } from "@/lib/access.ts";
import { cursorFrom } from "@/lib/cursor.ts";
import { kindsFor, openTimeline } from "@/lib/desk/timeline.ts";
import { type TimelineKind, timelineKind } from "@/lib/desk/timeline-schema.ts";
import { fullDay } from "../../../../(reader)/parts/times.ts";
import { cursorWord, deskCtx, isUuid, orNotFound, type Search, wordOf } from "../../../../page-context.ts";
import { TimelineEntries } from "../../../parts/timeline-entries.tsx";

export const metadata: Metadata = { title: "A member's timeline", robots: "noindex" };

const kindWords: Record<TimelineKind, string> = {
  account: "Account",
  saves: "Saved",
  comments: "Comments",
  bans: "Bans",
  consents: "Agreements",
  mail: "Newsletters",
  offers: "Offers",
};

type Props = { params: Promise<{ memberId: string }>; searchParams: Search };

/** What happened with one member. Links to it are not loaded ahead, for opening it is written down. */
export default async function Timeline({ params, searchParams }: Props) {
  const { memberId } = await params;
  if (!isUuid(memberId)) notFound();
  const ctx = await deskCtx("members.read");
  const asked = timelineKind.safeParse(await wordOf(searchParams, "kind"));
  const kind = asked.success && kindsFor(ctx.actor).includes(asked.data) ? asked.data : undefined;
  const after = await cursorWord(searchParams);
  const { member, kinds, items, next } = await orNotFound(
    openTimeline(ctx, memberId, { kind, after: cursorFrom(after) }),
  );
  const path = `/desk/members/${memberId}`;
  const pathOf = (words: Record<string, string | undefined>) => {
    const given = Object.entries(words).filter((word): word is [string, string] => word[1] !== undefined);
    return `${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ""}`;
  };
  return (
    <>
      <div className="top">
        <h1>{member.name}</h1>
        {mayDo(ctx.actor.roles, "comments.moderate") ? (
          <Link href={`/desk/comments/by/${memberId}`}>Their comments and bans</Link>
        ) : null}
      </div>
      <div className="sheet">
        <p className="meta">
          {member.email && member.email !== member.name ? `${member.email} · ` : ""}Member since {fullDay(member.since)}
        </p>
        <nav aria-label="What is shown" className="filters">
          <Link aria-current={kind ? undefined : "true"} href={path} prefetch={false}>
            Everything
          </Link>
          {kinds.map((one) => (
            <Link
              aria-current={one === kind ? "true" : undefined}
              href={pathOf({ kind: one })}
              key={one}
              prefetch={false}
            >
              {kindWords[one]}
            </Link>
          ))}
        </nav>
        {items.length === 0 ? (
          <p className="empty">
            {after ? "Nothing is older." : kind ? "Nothing of this yet." : "Nothing that your work is about yet."}
          </p>
        ) : (
          <TimelineEntries items={items} now={ctx.now()} />
        )}
        {next ? (
          <p>
            <Link href={pathOf({ kind, after: next })} prefetch={false}>
              Older
            </Link>
          </p>
        ) : null}
      </div>
    </>
  );
}
