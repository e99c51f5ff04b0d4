"use client";
import type { ReactNode } from "react";
import type { Choices } from "@/lib/audiences/reads.ts";
import { inEnglish, languages } from "@/lib/languages.ts";
import { Days } from "./days.tsx";
import { conditionOf, type Kind, type Leaf } from "./tree.ts";
import { WhichIssues } from "./which-issues.tsx";

type Props = { leaf: Leaf; choices: Choices; number: string; change(leaf: Leaf): void; children: ReactNode };
type Activity = Extract<Leaf, { kind: "saved" | "read" | "commented" }>;
type Joined = Extract<Leaf, { kind: "joined" }>;

const kinds: Record<Kind, string> = {
  saved: "saved",
  read: "read, of what they saved",
  commented: "commented on",
  opened: "opened an issue",
  pressed: "pressed a link in an issue",
  newsletter: "gets the newsletter",
  joined: "joined",
  place: "signed up at",
  plan: "has the plan",
  language: "would rather read",
};

/** One condition as a sentence to fill in. What is chosen decides what is asked next. */
export function ConditionRow({ leaf, choices, number, change, children }: Props) {
  const first = { newsletterId: choices.newsletters[0]?.id ?? "", place: choices.places[0] ?? "" };
  return (
    <fieldset className="condition">
      <legend className="hidden">Condition {number}</legend>
      <label className="check">
        <input
          checked={leaf.isNot}
          onChange={(event) => change({ ...leaf, isNot: event.target.checked })}
          type="checkbox"
        />
        <span>Not</span>
      </label>
      <label>
        <span className="hidden">What</span>
        <select
          data-key={leaf.key}
          onChange={(event) =>
            change({ ...conditionOf(event.target.value as Kind, first), key: leaf.key, isNot: leaf.isNot })
          }
          value={leaf.kind}
        >
          {Object.entries(kinds).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {leaf.kind === "newsletter" ? (
        <label>
          <span className="hidden">Newsletter</span>
          <select onChange={(event) => change({ ...leaf, newsletterId: event.target.value })} value={leaf.newsletterId}>
            {choices.newsletters.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : leaf.kind === "joined" ? (
        <WhenJoined change={change} leaf={leaf} />
      ) : leaf.kind === "place" ? (
        <label>
          <span className="hidden">Place</span>
          <select onChange={(event) => change({ ...leaf, source: event.target.value })} value={leaf.source}>
            {[...new Set([leaf.source, ...choices.places])].filter(Boolean).map((place) => (
              <option key={place}>{place}</option>
            ))}
          </select>
        </label>
      ) : leaf.kind === "plan" ? (
        <label>
          <span className="hidden">Plan</span>
          <select
            onChange={({ target }) => change({ ...leaf, planId: target.value || null })}
            value={leaf.planId ?? ""}
          >
            <option value="">any</option>
            {choices.plans.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : leaf.kind === "language" ? (
        <label>
          <span className="hidden">Language</span>
          <select onChange={({ target }) => change({ ...leaf, language: target.value })} value={leaf.language}>
            {languages
              .map(({ tag }) => ({ tag, name: inEnglish(tag) }))
              .sort((one, other) => one.name.localeCompare(other.name))
              .map(({ tag, name }) => (
                <option key={tag} value={tag}>
                  {name}
                </option>
              ))}
          </select>
        </label>
      ) : leaf.kind === "opened" || leaf.kind === "pressed" ? (
        <WhichIssues change={change} leaf={leaf} letters={choices.newsletters} />
      ) : (
        <WhichStory change={change} choices={choices} leaf={leaf} />
      )}
      {children}
    </fieldset>
  );
}

/** Of which stories, and in how many days. */
function WhichStory({ leaf, choices, change }: { leaf: Activity; choices: Choices; change(leaf: Leaf): void }) {
  const { section, tag } = leaf;
  const value = section !== null ? `section:${section}` : tag !== null ? `tag:${tag}` : "";
  const withOwn = (words: string[], own: string | null) => [...new Set([...(own === null ? [] : [own]), ...words])];
  return (
    <>
      <label>
        <span className="hidden">Which stories</span>
        <select
          onChange={({ target }) => {
            const [, by, word = ""] = /^(section|tag):(.*)$/s.exec(target.value) ?? [];
            change({ ...leaf, section: by === "section" ? word : null, tag: by === "tag" ? word : null });
          }}
          value={value}
        >
          <option value="">any story</option>
          <optgroup label="In the section">
            {withOwn(choices.sections, section).map((word) => (
              <option key={word} value={`section:${word}`}>
                {word}
              </option>
            ))}
          </optgroup>
          <optgroup label="With the tag">
            {withOwn(choices.tags, tag).map((word) => (
              <option key={word} value={`tag:${word}`}>
                {word}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <Days days={leaf.withinDays} hint="ever" set={(withinDays) => change({ ...leaf, withinDays })} />
    </>
  );
}

function WhenJoined({ leaf, change }: { leaf: Joined; change(leaf: Leaf): void }) {
  const by = leaf.since !== null ? "since" : leaf.before !== null ? "before" : "within";
  const day = leaf.since ?? leaf.before ?? "";
  const none = { withinDays: null, since: null, before: null };
  const today = () => new Date().toISOString().slice(0, 10);
  // What has both came by the API, and is shown and kept as it is until somebody changes it.
  const isBoth = [leaf.withinDays, leaf.since, leaf.before].filter((one) => one !== null).length > 1;
  return (
    <>
      <label>
        <span className="hidden">When</span>
        <select
          onChange={({ target }) =>
            change({
              ...leaf,
              ...none,
              ...(target.value === "within" ? { withinDays: 30 } : { [target.value]: day || today() }),
            })
          }
          value={isBoth ? "both" : by}
        >
          {isBoth ? <option value="both">between days, as it was saved</option> : null}
          <option value="within">in the last</option>
          <option value="since">since</option>
          <option value="before">before</option>
        </select>
      </label>
      {isBoth ? null : by === "within" ? (
        <Days days={leaf.withinDays} hint="" set={(withinDays) => change({ ...leaf, ...none, withinDays })} />
      ) : (
        <label>
          <span className="hidden">Day</span>
          <input
            onChange={({ target }) => change({ ...leaf, ...none, [by]: target.value })}
            required
            type="date"
            value={day}
          />
        </label>
      )}
    </>
  );
}
