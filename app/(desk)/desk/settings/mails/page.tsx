import type { Metadata } from "next";
import { mailLookChoiceOf } from "@/lib/desk/mail-look.ts";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { deskCtx, type Search, typedOn } from "../../../../page-context.ts";
import { MailLookForm } from "../../../parts/mail-look-form.tsx";

export const metadata: Metadata = { title: "Look of mails", robots: "noindex" };

export default async function LookOfMails({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("settings.edit");
  const saved = await mailLookChoiceOf(ctx);
  const typed = await typedOn("/desk/settings/mails", searchParams);
  return (
    <>
      <div className="top">
        <h1>Look of mails</h1>
      </div>
      <div className="sheet wide">
        <Said search={searchParams} />
        <p className="measured">
          It holds for every mail that is made from now on: issues, digests, series, messages, offers, and what members
          are told. A mailing that has begun keeps what it was made with.
        </p>
        <MailLookForm key={JSON.stringify([saved, typed])} saved={saved} typed={typed} />
      </div>
    </>
  );
}
