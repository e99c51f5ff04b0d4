import type { Metadata } from "next";
import { mayDo } from "@/lib/access.ts";
import { readMailing } from "@/lib/delivery/reads.ts";
import { approvalOf } from "@/lib/newsletters/approve.ts";
import { checkIssue } from "@/lib/newsletters/prepare.ts";
import { publication } from "../../../../../../page-context.ts";
import { CheckList } from "../../../../../parts/issue/check-list.tsx";
import { findDraft } from "../../../../../parts/issue/find-issue.ts";
import { IssueTabs } from "../../../../../parts/issue/issue-tabs.tsx";
import { LinkLooks } from "../../../../../parts/issue/link-looks.tsx";
import { SendDesk } from "../../../../../parts/issue/send-desk.tsx";
import { Waiting } from "../../../../../parts/issue/waiting.tsx";

export const metadata: Metadata = { title: "Check and send", robots: "noindex" };

/** The check before sending, who gets it, and the sending itself. */
export default async function SendIssue({ params }: { params: Promise<{ slug: string; issueId: string }> }) {
  const { ctx, newsletter, issue, at } = await findDraft(params);
  if (issue.mailingId) {
    const { startsAt, localZone, state, stateReason } = await readMailing(ctx, issue.mailingId);
    return (
      <>
        <div className="top">
          <h1>{issue.subject}</h1>
        </div>
        <div className="sheet">
          <Waiting
            at={at}
            issueId={issue.id}
            mailing={{ id: issue.mailingId, startsAt: startsAt?.toISOString() ?? null, localZone, state, stateReason }}
          />
        </div>
      </>
    );
  }
  const [{ version, points, links, audience }, { timeZone }] = await Promise.all([
    checkIssue(ctx, issue.id),
    publication(),
  ]);
  const approval = await approvalOf(ctx, issue.id, version);
  const whyNot = [
    { count: audience.asked, words: "asked for it and have not confirmed" },
    { count: audience.left, words: "have left it" },
    { count: audience.suppressed, words: "have an address that must not be written to any more" },
    { count: audience.banned, words: "are locked out" },
  ].filter(({ count }) => count > 0);
  return (
    <>
      <div className="top">
        <h1>{issue.subject || "Without a subject"}</h1>
        <IssueTabs at={at} here="send" />
      </div>
      <div className="sheet">
        <SendDesk
          approval={{ ...approval, approvedAt: approval.approvedAt?.toISOString() ?? null }}
          gets={audience.gets}
          issueId={issue.id}
          maySend={mayDo(ctx.actor.roles, "newsletters.send")}
          minds={points.filter(({ level }) => level === "mind").length}
          musts={points.filter(({ level }) => level === "must").length}
          newsletter={newsletter.name}
          slug={newsletter.slug}
          subject={issue.subject}
          version={version}
          zone={timeZone}
        />
        <h2>The check</h2>
        <CheckList points={points} />
        <h2>Links and pictures</h2>
        {links.length === 0 ? (
          <p className="meta">There is none.</p>
        ) : (
          <LinkLooks issueId={issue.id} key={version} links={links} />
        )}
        <h2>Readers</h2>
        <p>
          <strong>{audience.gets.toLocaleString("en")}</strong>{" "}
          {audience.gets === 1 ? "reader gets it." : "readers get it."}
          {whyNot.length > 0 ? " Others do not:" : " Nobody who asked for it is left out."}
        </p>
        <ul className="why-not">
          {whyNot.map(({ count, words }) => (
            <li key={words}>
              {count.toLocaleString("en")} {words}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
