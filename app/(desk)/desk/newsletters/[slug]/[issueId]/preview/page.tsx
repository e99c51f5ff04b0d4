import type { Metadata } from "next";
import Link from "next/link";
import { listStaff } from "@/lib/members/staff.ts";
import { isDivided } from "@/lib/newsletters/parts.ts";
import { documentOf } from "@/lib/newsletters/reads.ts";
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
  const hasPlan = (await wordOf(searchParams, "part")) === "plan";
  const hasParts = isDivided(documentOf(issue));
  const lookAt = (name: boolean, plan: boolean) => {
    const query = new URLSearchParams({ ...(name ? { name: "unknown" } : {}), ...(plan ? { part: "plan" } : {}) });
    return query.size > 0 ? `${at}/preview?${query}` : `${at}/preview`;
  };
  const staff = new Map((await listStaff(ctx)).map(({ member }) => [member.email, member.displayName ?? member.email]));
  const from = `/api/v1/desk/issues/${issue.id}/preview?name=${isUnknown ? "unknown" : "known"}&part=${hasPlan ? "plan" : "no_plan"}`;
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
              <Link aria-current={isUnknown ? undefined : "page"} href={lookAt(false, hasPlan)}>
                {ctx.actor.displayName
                  ? `For a reader called ${ctx.actor.displayName}`
                  : "For you, who have no name here"}
              </Link>
              <Link aria-current={isUnknown ? "page" : undefined} href={lookAt(true, hasPlan)}>
                For a reader whose name nobody knows
              </Link>
            </p>
            {hasParts ? (
              <p className="filters">
                <Link aria-current={hasPlan ? undefined : "page"} href={lookAt(isUnknown, false)}>
                  As a reader without a plan
                </Link>
                <Link aria-current={hasPlan ? "page" : undefined} href={lookAt(isUnknown, true)}>
                  As a reader with a plan
                </Link>
              </p>
            ) : null}
          </section>
          <section aria-labelledby="test" className="test-mail">
            <h2 id="test">Test mail</h2>
            <TestMail
              hasParts={hasParts}
              hasPlan={hasPlan}
              issueId={issue.id}
              key={hasPlan ? "plan" : "no_plan"}
              own={ctx.actor.email}
              staff={[...staff].map(([email, name]) => ({ email, name }))}
            />
          </section>
        </div>
        <div className="looks">
          {looks.map(({ name, title, query }) => {
            const src = `${from}${query}&v=${issue.version}`;
            // A frame of its own for each address: one that is led on while it still loads may keep what it had, and the way back
            // would lead through its pages.
            return (
              <figure className={`look-${name}`} key={title}>
                <figcaption>{title}</figcaption>
                <iframe key={src} sandbox="allow-popups allow-popups-to-escape-sandbox" src={src} title={title} />
              </figure>
            );
          })}
        </div>
      </div>
    </>
  );
}
