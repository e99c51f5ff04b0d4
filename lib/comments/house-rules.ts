import { z } from "zod";
import { record } from "../audit.ts";
import type { Ctx, Member, Operator } from "../context.ts";
import { statement, type Tx } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";
import {
  type HouseRules,
  type HouseRulesChange,
  type HouseRulesDraft,
  houseRulesView,
  siteLanguage,
  tunableRules,
  type WordListChange,
  type WordListDraft,
  type WordListView,
  wordListView,
} from "./house-rules-schema.ts";
import { correctedRule, type InUse } from "./retraining/correction.ts";
import { judge } from "./rules/judge.ts";
import type { Rule } from "./rules/rule.ts";
import type { Finding, RuleName } from "./rules/schema.ts";
import type { SiteLanguage } from "./rules/site-languages.ts";
import { wordsRule } from "./rules/words.ts";

const key = "house-rules";
/** A row of its own: a version of the product that knows no languages can still read the other. */
export const languageKey = "comments-language";
const mostLists = 40;

/** Until the newsroom has tuned anything: every rule nudges, and whoever is nudged may ask for a moderator. */
const defaults: HouseRules = {
  ...(Object.fromEntries(tunableRules.map((name) => [name, "nudge"])) as Record<
    (typeof tunableRules)[number],
    "nudge"
  >),
  firstComments: 0,
  reading: "after",
  language: "en",
  version: 0,
};

/** How strict the house is, with its word lists. */
export type Strictness = { rules: HouseRules; lists: WordListView[]; retrained: InUse | null };

/** What is stored of all that, as one text of JSON: a part of a statement that asks for it. */
export const storedStrictness = `(select json_build_object(
  'rules', (select value from settings where key = '${key}'),
  'language', (select value from settings where key = '${languageKey}'),
  'retrained', (select json_build_object('id', id, 'row', xmin::text) from civility_retrainings
                where used_at is not null and ended_at is null),
  'lists', (select json_agg(json_build_object('id', id, 'name', name, 'handling', handling, 'guideline', guideline,
                                              'words', words, 'version', version) order by name) from word_lists))::text)`;
const asked = statement(`select ${storedStrictness} as stored`);

/**
 * How strict the house is. @throws when what is stored cannot be read: the caller holds the comment then, as for any check that is broken
 */
export async function strictnessOf(ctx: Pick<Ctx, "sql">): Promise<Strictness> {
  const [row] = await ctx.sql<{ stored: string }>(asked);
  return readStrictness(row?.stored ?? "{}");
}

let read: { stored: string; strictness: Strictness } | undefined;

type Stored = { rules?: object | null; language?: unknown; lists?: unknown[] | null; retrained?: InUse | null };

/**
 * The same of `storedStrictness`. A rule that is newer than what was saved has its default. What was asked for last is not read
 * again, for it is mostly what is asked for next. @throws when it cannot be read
 */
export function readStrictness(stored: string): Strictness {
  if (read?.stored === stored) return read.strictness;
  const { rules, language, lists, retrained = null } = JSON.parse(stored) as Stored;
  const strictness = {
    rules: houseRulesView.parse({ ...defaults, ...rules, language: languageIn(language) }),
    lists: (lists ?? []).map((list) => wordListView.parse(list)),
    retrained,
  };
  read = { stored, strictness };
  return strictness;
}

const storedLanguage = z.strictObject({ language: siteLanguage });

/** English until another language was set. @throws when what is stored is no language */
const languageIn = (value: unknown): SiteLanguage =>
  value === null || value === undefined ? defaults.language : storedLanguage.parse(value).language;

/** The language of the comments, for pages that name it. One that cannot be read holds comments, and breaks no page. */
export async function languageOfComments(ctx: Pick<Ctx, "sql">): Promise<SiteLanguage> {
  const [row] = await ctx.sql<{ value: unknown }>`select value from settings where key = ${languageKey}`;
  return languageToName(row?.value);
}

/** The same of what is stored, where it was read with something else. */
export function languageToName(value: unknown): SiteLanguage {
  const known = storedLanguage.safeParse(value);
  return known.success ? known.data.language : defaults.language;
}

/** Judges by the rules as the newsroom has tuned them; each finding says what becomes of it. */
export async function judgeBy(
  ctx: Pick<Ctx, "sql">,
  { rules, lists, retrained }: Strictness,
  text: string,
): Promise<Finding[]> {
  const without = new Set<RuleName>(tunableRules.filter((name) => rules[name] === "off"));
  // Where nobody asks for civility, weights that cannot be read hold nothing.
  const isAsked = rules.language === "en" && rules.civility !== "off";
  const findings = await judge(text, {
    language: rules.language,
    without,
    instead: isAsked ? await correctedRule(ctx, retrained) : undefined,
    more: lists.length > 0 ? [compiled(lists)] : [],
  });
  return findings.map((finding) => handled(finding, rules));
}

/** With what becomes of it, unless its list has said so. */
export function handled(finding: Finding, rules: HouseRulesDraft): Finding {
  if (finding.handling || finding.rule === "words") return finding;
  const handling = rules[finding.rule];
  return handling === "off" ? finding : { ...finding, handling };
}

const ready = new Map<string, Rule>();

/** The lists, made ready to be looked for: once, and not for every comment. */
function compiled(lists: WordListView[]): Rule {
  const name = lists.map(({ id, version }) => `${id}:${version}`).join();
  const known = ready.get(name) ?? wordsRule(lists);
  ready.delete(name);
  ready.set(name, known);
  // Lists change seldom; what was tried and not saved goes.
  for (const old of [...ready.keys()].slice(0, -4)) ready.delete(old);
  return known;
}

/** Tunes the rules, and sets the language when one is given. @throws Refusal changed_meanwhile */
export async function setHouseRules(ctx: Ctx<Member | Operator>, change: HouseRulesChange): Promise<HouseRules> {
  return ctx.db.$transaction(async (tx) => {
    const before = await lockRules(tx, ctx);
    if (before.version !== change.version) throw changedMeanwhile("The house rules were");
    return storeRules(tx, ctx, before, { ...change, language: change.language ?? before.language });
  });
}

/** Sets the language of the comments and leaves the rest as it is. */
export async function setLanguageOfComments(ctx: Ctx<Member | Operator>, language: SiteLanguage): Promise<HouseRules> {
  return ctx.db.$transaction(async (tx) => {
    const before = await lockRules(tx, ctx);
    return before.language === language ? before : storeRules(tx, ctx, before, { ...before, language });
  });
}

async function lockRules(tx: Tx, ctx: Ctx): Promise<HouseRules> {
  const { language: _, ...value } = defaults;
  await tx.setting.createMany({ data: [{ key, value, updatedAt: ctx.now() }], skipDuplicates: true });
  const [row] = await tx.$queryRaw<{ value: object }[]>`select value from settings where key = ${key} for update`;
  const language = languageIn((await tx.setting.findUnique({ where: { key: languageKey } }))?.value);
  return houseRulesView.parse({ ...defaults, ...row?.value, language });
}

async function storeRules(tx: Tx, ctx: Ctx<Member | Operator>, before: HouseRules, change: HouseRules) {
  const after = { ...change, version: before.version + 1 };
  const { language, ...value } = after;
  const stamp = { updatedAt: ctx.now(), updatedById: ctx.actor.kind === "member" ? ctx.actor.id : null };
  await tx.setting.update({ where: { key }, data: { value, ...stamp } });
  if (language !== before.language) {
    const data = { value: { language }, ...stamp };
    await tx.setting.upsert({ where: { key: languageKey }, create: { key: languageKey, ...data }, update: data });
  }
  await record(tx, ctx, "house-rules.changed", { kind: "setting", id: key }, { before, after });
  return after;
}

export async function addWordList(ctx: Ctx<Member>, draft: WordListDraft): Promise<WordListView> {
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended('word_lists', 13))::text`;
    if ((await tx.wordList.count()) >= mostLists)
      throw new Refusal("invalid_input", `There are ${mostLists} lists already. Put these words on one of them.`);
    await assertNameFree(tx, draft.name);
    const list = await tx.wordList.create({ data: { ...draft, updatedAt: ctx.now(), updatedById: ctx.actor.id } });
    await record(tx, ctx, "word-list.added", { kind: "word-list", id: list.id }, { after: draft });
    return wordListView.parse(list);
  });
}

export async function changeWordList(ctx: Ctx<Member>, id: string, { version, ...draft }: WordListChange) {
  return ctx.db.$transaction(async (tx) => {
    const before = await lockList(tx, id);
    if (before.version !== version) throw changedMeanwhile(`The list “${before.name}” was`);
    await assertNameFree(tx, draft.name, id);
    const data = { ...draft, version: version + 1, updatedAt: ctx.now(), updatedById: ctx.actor.id };
    const list = await tx.wordList.update({ where: { id }, data });
    const { name, handling, guideline, words } = before;
    await record(
      tx,
      ctx,
      "word-list.changed",
      { kind: "word-list", id },
      { before: { name, handling, guideline, words }, after: draft },
    );
    return wordListView.parse(list);
  });
}

export async function dropWordList(ctx: Ctx<Member>, id: string): Promise<{ id: string }> {
  return ctx.db.$transaction(async (tx) => {
    const { name, handling, guideline, words } = await lockList(tx, id);
    await tx.wordList.delete({ where: { id } });
    await record(
      tx,
      ctx,
      "word-list.dropped",
      { kind: "word-list", id },
      { before: { name, handling, guideline, words } },
    );
    return { id };
  });
}

async function lockList(tx: Tx, id: string): Promise<WordListView> {
  await tx.$queryRaw`select id::text from word_lists where id = ${id}::uuid for update`;
  const list = await tx.wordList.findUnique({ where: { id } });
  if (!list) throw notFound("word list");
  return wordListView.parse(list);
}

async function assertNameFree(tx: Tx, name: string, except?: string) {
  const twin = await tx.wordList.findFirst({ where: { name, ...(except ? { id: { not: except } } : {}) } });
  if (twin) throw new Refusal("invalid_input", `There is a list called “${name}” already. Give this one another name.`);
}

const changedMeanwhile = (what: string) =>
  new Refusal(
    "changed_meanwhile",
    `${what} changed by somebody else meanwhile. Load the page again to see how it stands, and make your change there.`,
  );
