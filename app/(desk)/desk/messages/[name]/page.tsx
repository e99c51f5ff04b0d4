import type { Metadata } from "next";
import Link from "next/link";
import { listStaff } from "@/lib/members/staff.ts";
import { samplesOf } from "@/lib/messages/preview.ts";
import { listMessages, maySeeAddresses, templateByName } from "@/lib/messages/reads.ts";
import { lawWords } from "@/lib/messages/schema.ts";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { deskCtx, orNotFound, type Search } from "../../../../page-context.ts";
import { AskingForm } from "../../../parts/asking-form.tsx";
import { MessageTable } from "../../../parts/message/message-table.tsx";
import { MessageTest } from "../../../parts/message/message-test.tsx";
import { TemplateEditor } from "../../../parts/message/template-editor.tsx";

export const metadata: Metadata = { title: "Template", robots: "noindex" };

type Props = { params: Promise<{ name: string }>; searchParams: Search };

/** Where a template is written and tried, how a program sends it, and what became of its last mails. */
export default async function MessageTemplate({ params, searchParams }: Props) {
  const { name } = await params;
  const ctx = await deskCtx("messages.write");
  const template = await orNotFound(templateByName(ctx, name));
  const [{ items }, roles] = await Promise.all([listMessages(ctx, { template: name }), listStaff(ctx)]);
  const staff = new Map(roles.map(({ member }) => [member.email, member.displayName ?? member.email]));
  const samples = samplesOf(template.fields, ctx.env.http.appUrl, ctx.now());
  const { title, version, retiredAt, problems } = template;
  return (
    <>
      <div className="top">
        <h1>{title}</h1>
        <Link className="button quiet" href="/desk/messages" prefetch={false}>
          All messages
        </Link>
        <a
          className="button quiet"
          href={`/api/v1/desk/message-templates/${name}/preview`}
          rel="noopener"
          target="_blank"
        >
          See it as a mail
        </a>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        {retiredAt ? <p className="said waits">It is retired: nothing is sent by it.</p> : null}
        {problems.length > 0 && version > 1 ? (
          <p className="said waits">Nothing is sent by it yet. {problems.join(" ")}</p>
        ) : null}
        <p className="meta measured">{lawWords}</p>
        <TemplateEditor given={template} />
        <h2>Try it</h2>
        {problems.length > 0 ? (
          <p className="meta">Once it is whole and saved, it can be sent to you and to colleagues.</p>
        ) : (
          <MessageTest
            fields={Object.entries(samples).map(([field, sample]) => ({ name: field, sample: String(sample) }))}
            own={ctx.actor.email}
            staff={[...staff].map(([email, known]) => ({ email, name: known }))}
            template={name}
          />
        )}
        <h2>How a program sends it</h2>
        <pre className="snippet">
          <code>{exampleOf(ctx.env.http.appUrl, name, samples)}</code>
        </pre>
        <p className="meta">
          Asked again under the same name, for want of an answer say, it is still one mail.{" "}
          <Link href="/developers/sendMessage" prefetch={false}>
            All that it takes and answers
          </Link>
        </p>
        <h2>The last messages</h2>
        <MessageTable items={items} mayRead={maySeeAddresses(ctx.actor)} now={ctx.now()} titles={{ [name]: title }} />
        <AskingForm
          action={`/api/v1/desk/message-templates/${name}/${retiredAt ? "bring-back" : "retire"}`}
          className="form words-form"
          done={`/desk/messages/${name}?done=saved`}
        >
          <div>
            <button className="button quiet" type="submit">
              {retiredAt ? "Bring it back" : "Retire it: nothing more is sent by it"}
            </button>
          </div>
        </AskingForm>
      </div>
    </>
  );
}

const exampleOf = (
  appUrl: string,
  template: string,
  fields: Record<string, unknown>,
) => `curl ${appUrl}/api/v1/desk/messages \\
  -H "Authorization: Bearer $MASTHEAD_KEY" \\
  -H "Idempotency-Key: order-4711" \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify({ template, to: "reader@example.org", fields }, null, 2)}'`;
