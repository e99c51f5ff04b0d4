"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { HouseRules, TunableRule } from "@/lib/comments/house-rules-schema.ts";
import {
  knowEnglishOnly,
  type SiteLanguage,
  siteLanguages,
  siteLanguageTags,
} from "@/lib/comments/rules/site-languages.ts";
import { call } from "../../(reader)/parts/call.ts";
import { Handling } from "./handling.tsx";
import type { Part } from "./queue-detail.tsx";
import { RulesTrial, type Tried } from "./rules-trial.tsx";
import { WhatIf } from "./what-if.tsx";

const rulesIn = (language: SiteLanguage): { name: TunableRule; title: string; looksFor: string }[] => [
  {
    name: "english",
    title: siteLanguages[language],
    looksFor: `Whether it is written in ${siteLanguages[language]}; names and loan words are fine.`,
  },
  {
    name: "sentences",
    title: "Full sentences",
    looksFor:
      language === "en"
        ? "A subject, a verb and an end."
        : "A capital letter first and a stop at the end. Verbs are known in English alone.",
  },
  { name: "shouting", title: "Shouting", looksFor: "Capitals, rows of exclamation marks, stretched letters." },
  { name: "civility", title: "Abuse", looksFor: "Insults, slurs, threats, by word lists and by a model of our own." },
  { name: "personal", title: "Personal attacks", looksFor: "Words against other readers, authors or private people." },
  { name: "personal-data", title: "Private data", looksFor: "Telephone numbers, addresses, account numbers." },
  { name: "links", title: "Links", looksFor: "More than two links in one comment." },
  {
    name: "repeats",
    title: "Repeats",
    looksFor: "Nearly the words that the same member wrote in the last seven days.",
  },
];

const isSilent = (name: TunableRule, language: SiteLanguage) =>
  language !== "en" && (knowEnglishOnly as readonly string[]).includes(name);
const silent = (language: SiteLanguage) =>
  `Knows English only, and says nothing while comments are in ${siteLanguages[language]}. Words of your own, below, are found in every language.`;

/** How strict each rule is, what that would have done lately, and a box to try it in. */
export function RulesDesk(props: { rules: HouseRules; parts: Part[]; tried: (Tried & { text: string }) | null }) {
  const router = useRouter();
  const [draft, setDraft] = useState(props.rules);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const [asked, setAsked] = useState<HouseRules | undefined>();
  const isDirty = JSON.stringify(draft) !== JSON.stringify(props.rules);
  const { version, ...proposed } = draft;

  useEffect(() => setDraft(props.rules), [props.rules]);

  async function save() {
    setBusy(true);
    const answer = await call<HouseRules>("POST", "/api/v1/desk/rules", draft);
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    setWord({ text: "Saved. The next comment is judged by it.", isProblem: false });
    setDraft(answer.view);
    router.refresh();
  }

  function tune(change: Partial<HouseRules>) {
    setWord(undefined);
    setDraft({ ...draft, ...change });
  }

  return (
    <>
      <h2>How strict each rule is</h2>
      <form
        action="/api/v1/desk/rules"
        className="form dials"
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void save();
        }}
      >
        <input name="version" type="hidden" value={version} />
        <label className="dial">
          <span className="legend">Language</span>
          <span className="hint">What comments are written in. Guidelines and hints name it.</span>
          <select
            name="language"
            onChange={(event) => tune({ language: event.target.value as SiteLanguage })}
            value={draft.language}
          >
            {siteLanguageTags.map((tag) => (
              <option key={tag} value={tag}>
                {siteLanguages[tag]}
              </option>
            ))}
          </select>
        </label>
        {rulesIn(draft.language).map(({ name, title, looksFor }) => (
          <Handling
            hint={isSilent(name, draft.language) ? silent(draft.language) : looksFor}
            key={name}
            legend={title}
            name={name}
            onChange={(handling) => tune({ [name]: handling })}
            value={draft[name]}
          />
        ))}
        <fieldset className="dial">
          <legend>Reading</legend>
          <p className="hint">
            Whether a comment that breaks no rule is published before a moderator has read it. A story or a member is
            set otherwise where their comments stand.
          </p>
          <div className="positions">
            {(["after", "before"] as const).map((reading) => (
              <label key={reading}>
                <input
                  checked={draft.reading === reading}
                  name="reading"
                  onChange={() => tune({ reading })}
                  type="radio"
                  value={reading}
                />
                <span>{reading === "after" ? "Publish at once" : "Read all first"}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label className="dial">
          <span className="legend">First comments</span>
          <span className="hint">So many of a new member’s comments are read before theirs are published at once.</span>
          <input
            max={50}
            min={0}
            name="firstComments"
            onChange={(event) => tune({ firstComments: Math.max(0, Math.min(50, Number(event.target.value) || 0)) })}
            required
            type="number"
            value={draft.firstComments}
          />
        </label>
        {word ? (
          <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
            {word.text}
          </p>
        ) : null}
        <div className="keys">
          <button className="button" disabled={isBusy} type="submit">
            Save the rules
          </button>
          <button className="button quiet" disabled={!isDirty} onClick={() => setAsked(draft)} type="button">
            What would it have done?
          </button>
          {isDirty ? <span className="meta">Not saved</span> : null}
        </div>
      </form>
      {asked ? (
        <WhatIf
          key={JSON.stringify(asked)}
          onClose={() => setAsked(undefined)}
          proposal={{ rules: proposalOf(asked) }}
        />
      ) : null}
      <h2>Try it</h2>
      <RulesTrial first={props.tried} parts={props.parts} rules={proposed} />
    </>
  );
}

function proposalOf({ version: _, ...proposed }: HouseRules) {
  return proposed;
}
