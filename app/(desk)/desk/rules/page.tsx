import type { Metadata } from "next";
import { mayDo } from "@/lib/access.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { strictnessOf } from "@/lib/comments/house-rules.ts";
import { civilityModelOf } from "@/lib/comments/retraining/reads.ts";
import { mostCharacters } from "@/lib/comments/schema.ts";
import { tryText } from "@/lib/comments/what-if.ts";
import { rangeFrom } from "@/lib/spans.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search, wordOf } from "../../../page-context.ts";
import { CivilityModel } from "../../parts/civility-model.tsx";
import { RuleCharts } from "../../parts/rule-charts.tsx";
import { RulesDesk } from "../../parts/rules-desk.tsx";
import { WordList } from "../../parts/word-list.tsx";

export const metadata: Metadata = { title: "House rules", robots: "noindex" };

export default async function HouseRules({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("rules.edit");
  const [{ rules, lists }, parts, text, range, model] = await Promise.all([
    strictnessOf(ctx),
    readGuidelines(ctx),
    wordOf(searchParams, "text"),
    wordOf(searchParams, "range"),
    mayDo(ctx.actor.roles, "settings.edit") ? civilityModelOf(ctx) : null,
  ]);
  const tried = text?.trim() ? text.trim().slice(0, mostCharacters) : undefined;
  return (
    <>
      <div className="top">
        <h1>House rules</h1>
        <a className="button quiet" href="/desk/guidelines">
          The guidelines they cite
        </a>
      </div>
      <div className="sheet wide">
        <p className="meta">
          <b>Nudge</b>: the reader is told why, and can mend it or ask for a moderator. <b>Hold</b>: it waits for a
          moderator in any case. <b>Refuse</b>: it has to be mended. <b>Off</b>: nobody looks. A rule that cannot answer
          holds, whatever is set here.
        </p>
        <Said search={searchParams} />
        <RulesDesk
          parts={parts}
          rules={rules}
          tried={tried ? { text: tried, ...(await tryText(ctx, { text: tried })) } : null}
        />
        <RuleCharts ctx={ctx} range={rangeFrom(range, "90d")} />
        <h2>Words of your own</h2>
        <p className="meta">
          One word or phrase a line; a star at the end stands for any letters, as in “casino*”. They are found however
          they are disguised.
        </p>
        {lists.map((list) => (
          // Saved, it has another version and begins anew with what was stored.
          <WordList key={`${list.id} ${list.version}`} list={list} parts={parts} />
        ))}
        <WordList key={`new ${lists.length}`} list={null} parts={parts} />
        {model ? <CivilityModel first={JSON.parse(JSON.stringify(model))} /> : null}
      </div>
    </>
  );
}
