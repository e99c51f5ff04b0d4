import type { Metadata } from "next";
import { erasureOf } from "@/lib/personal-data/ask-erasure.ts";
import { exportOf } from "@/lib/personal-data/ask-export.ts";
import { memberCtx, type Search } from "../../../page-context.ts";
import { AccountTabs } from "../../parts/account-tabs.tsx";
import { ExportState } from "../../parts/export-state.tsx";
import { Said } from "../../parts/said.tsx";
import { exactly } from "../../parts/times.ts";

export const metadata: Metadata = { title: "Your data", robots: "noindex" };

export default async function YourData({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/account/data");
  const [{ export: made }, erasure] = await Promise.all([exportOf(ctx), erasureOf(ctx)]);
  return (
    <div className="narrow">
      <h1>Your data</h1>
      <AccountTabs at="/account/data" />
      <Said search={searchParams} />
      <h2 className="section-title">Take it with you</h2>
      <p className="plain">
        Everything that we hold on you, in one ZIP: your comments, your bookmarks, what you agreed to, the mails that we
        sent you and the rest, each as JSON and as CSV.
      </p>
      <ExportState
        initial={
          made && {
            id: made.id,
            done: made.done,
            parts: made.parts,
            isReady: made.isReady,
            expiresAt: made.expiresAt?.toISOString() ?? null,
            bytes: made.bytes,
          }
        }
      />
      <h2 className="section-title" id="leave">
        Leave
      </h2>
      {erasure ? (
        <form action="/api/v1/me/erasure/take-back" className="stack" method="post">
          <p className="said waits">
            You asked to be erased. It happens on {exactly(erasure.dueAt)};{" "}
            {erasure.extent === "keep_comments"
              ? "your published comments stay, without your name."
              : "the words of your comments go, too."}
          </p>
          <button className="button" type="submit">
            Stay a member
          </button>
        </form>
      ) : ctx.actor.roles.length > 0 ? (
        <p className="plain">
          You work at the desk. Ask an administrator to take your roles back first; then you can be erased here.
        </p>
      ) : (
        <form action="/api/v1/me/erasure/code" className="stack leave" method="post">
          <p className="plain">
            We erase you seven days after you ask, so that nobody else can do it in your name and you can change your
            mind. All mail to you ends at once.
          </p>
          <fieldset>
            <legend>And your comments?</legend>
            <label className="radio">
              <input defaultChecked name="extent" type="radio" value="everything" />
              <span>Erase all: their words go. Answers by others stay.</span>
            </label>
            <label className="radio">
              <input name="extent" type="radio" value="keep_comments" />
              <span>Keep those that are published, without my name.</span>
            </label>
          </fieldset>
          <button className="button quiet" type="submit">
            Mail me the code for it
          </button>
        </form>
      )}
    </div>
  );
}
