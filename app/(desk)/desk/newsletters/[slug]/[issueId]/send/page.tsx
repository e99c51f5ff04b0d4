import type { Metadata } from "next";
import { mayDo } from "@/lib/access.ts";
import { listAudiences } from "@/lib/audiences/reads.ts";
import { readMailing } from "@/lib/delivery/reads.ts";
import { figureModeOf } from "@/lib/figures/settings.ts";
import { subjectTest } from "@/lib/figures/subject-test.ts";
import { approvalOf } from "@/lib/newsletters/approve.ts";
import { checkIssue } from "@/lib/newsletters/prepare.ts";
import { publication } from "../../../../../../page-context.ts";
import { WhoGetsIt } from "../../../../../parts/audience/who-gets-it.tsx";
import { WhyNot } from "../../../../../parts/audience/why-not.tsx";
import { CheckList } from "../../../../../parts/issue/check-list.tsx";
import { findDraft } from "../../../../../parts/issue/find-issue.ts";
import { IssueTabs } from "../../../../../parts/issue/issue-tabs.tsx";
import { LinkLooks } from "../../../../../parts/issue/link-looks.tsx";
import { SendDesk } from "../../../../../parts/issue/send-desk.tsx";
import { SpamLook } from "../../../../../parts/issue/spam-look.tsx";
import { SubjectTestForm } from "../../../../../parts/issue/subject-test-form.tsx";
import { Waiting } from "../../../../../parts/issue/waiting.tsx";

export const metadata: Metadata = { title: "Check and send", robots: "noindex" };

/** The check before sending, who gets it, and the sending itself. */
export default async function SendIssue({ params }: { params: Promise<{ slug: string; issueId: string }> }) {
  const { ctx, newsletter, issue, at } = await findDraft(params);
  if (issue.mailingId) {
    const { startsAt, localZone, state, stateReason, audience } = await readMailing(ctx, issue.mailingId);
    return (
      <>
        <div className="top">
          <h1>{issue.subject}</h1>
        </div>
        <div className="sheet">
          <Waiting
            at={at}
            audience={audience}
            issueId={issue.id}
            mailing={{ id: issue.mailingId, startsAt: startsAt?.toISOString() ?? null, localZone, state, stateReason }}
          />
        </div>
      </>
    );
  }
  const [{ version, points, links, audience, isFor }, { timeZone }, audiences, mode] = await Promise.all([
    checkIssue(ctx, issue.id),
    publication(),
    listAudiences(ctx),
    figureModeOf(ctx),
  ]);
  const approval = await approvalOf(ctx, issue.id, version);
  return (
    <>
      <div className="top">
        <h1>{issue.subject || "Without a subject"}</h1>
        <IssueTabs at={at} here="send" />
      </div>
      <div className="sheet">
        <SendDesk
          approval={{ ...approval, approvedAt: approval.approvedAt?.toISOString() ?? null }}
          audience={isFor && { name: isFor.name, words: isFor.words, version: isFor.version }}
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
        <h2>Who gets it</h2>
        <WhoGetsIt
          audiences={audiences.filter(({ retiredAt }) => !retiredAt).map(({ id, name }) => ({ id, name }))}
          chosen={isFor && { id: isFor.id, name: isFor.name, words: isFor.words }}
          issueId={issue.id}
          version={version}
        />
        <WhyNot counts={audience} />
        <h2>Subjects</h2>
        <SubjectTestForm
          chosen={subjectTest.safeParse(issue.test).data ?? null}
          gets={audience.gets}
          isCounted={mode !== "off"}
          issueId={issue.id}
          key={version}
          subject={issue.subject}
          version={version}
        />
        <h2>The check</h2>
        <CheckList points={points} />
        <h2>Spam score</h2>
        <SpamLook issueId={issue.id} key={`spam-${version}`} />
        <h2>Links and pictures</h2>
        {links.length === 0 ? (
          <p className="meta">There is none.</p>
        ) : (
          <LinkLooks issueId={issue.id} key={version} links={links} />
        )}
      </div>
    </>
  );
}
