import type { Metadata } from "next";
import Link from "next/link";
import { listStaff } from "@/lib/members/staff.ts";
import { type Search, wordOf } from "../../../../../../page-context.ts";
import { findDraft } from "../../../../../parts/issue/find-issue.ts";
import { IssueTabs } from "../../../../../parts/issue/issue-tabs.tsx";
import { TestMail } from "../../../../../parts/issue/test-mail.tsx";

export const metadata: Metadata = { title: "Preview", robots: "noindex" };

type Props = { params: Promise<{ slug: string; issueId: string }>; searchParams: Search };

const looks = [
  { name: "desktop", title: "On a desktop", query: "" },
  { name: "phone", title: "On a phone", query: "" },
  { name: "phone", title: "In the dark", query: "&dark=yes" },
  { name: "phone", title: "Pictures off", query: "&images=no" },
  { name: "phone", title: "As plain text", query: "&as=text" },
];

/** The mail as it is sent, side by side as readers will see it. */
export default async function PreviewIssue({ params, searchParams }: Props) {
  const { ctx, newsletter, issue, at } = await findDraft(params);
  const isUnknown = (await wordOf(searchParams, "name")) === "unknown";
  const staff = new Map((await listStaff(ctx)).map(({ member }) => [member.email, member.displayName ?? member.email]));
  const from = `/api/v1/desk/issues/${issue.id}/preview?name=${isUnknown ? "unknown" : "known"}`;
  return (
    <>
      <div className="top">
        <h1>{issue.subject || "Without a subject"}</h1>
        <IssueTabs at={at} here="preview" />
      </div>
      <div className="sheet wide">
        <div className="pair">
          <section aria-labelledby="inbox" className="previewing">
            <h2 id="inbox">In an inbox</h2>
            <p className="inbox-line">
              <strong>{issue.newsletter.fromName ?? newsletter.name}</strong>
              <span>{issue.subject || "Without a subject"}</span>
              <span className="meta">{issue.preview || issue.subject}</span>
            </p>
            <p className="filters">
              <Link aria-current={isUnknown ? undefined : "page"} href={`${at}/preview`}>
                {ctx.actor.displayName
                  ? `For a reader called ${ctx.actor.displayName}`
                  : "For you, who have no name here"}
              </Link>
              <Link aria-current={isUnknown ? "page" : undefined} href={`${at}/preview?name=unknown`}>
                For a reader whose name nobody knows
              </Link>
            </p>
          </section>
          <section aria-labelledby="test" className="test-mail">
            <h2 id="test">Test mail</h2>
            <TestMail
              issueId={issue.id}
              own={ctx.actor.email}
              staff={[...staff].map(([email, name]) => ({ email, name }))}
            />
          </section>
        </div>
        <div className="looks">
          {looks.map(({ name, title, query }) => (
            <figure className={`look-${name}`} key={title}>
              <figcaption>{title}</figcaption>
              <iframe
                sandbox="allow-popups allow-popups-to-escape-sandbox"
                src={`${from}${query}&v=${issue.version}`}
                title={title}
              />
            </figure>
          ))}
        </div>
      </div>
    </>
  );
}
