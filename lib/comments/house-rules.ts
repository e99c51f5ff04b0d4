import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";
import {
  type HouseRules,
  type HouseRulesDraft,
  houseRulesChange,
  tunableRules,
  type WordListChange,
  type WordListDraft,
  type WordListView,
  wordListView,
} from "./house-rules-schema.ts";
import { judge } from "./rules/judge.ts";
import type { Rule } from "./rules/rule.ts";
import type { Finding, RuleName } from "./rules/schema.ts";
import { wordsRule } from "./rules/words.ts";

const key = "house-rules";
const mostLists = 40;

/** Until the newsroom has tuned anything: every rule nudges, and whoever is nudged may ask for a moderator. */
const defaults: HouseRules = {
  ...(Object.fromEntries(tunableRules.map((name) => [name, "nudge"])) as Record<
    (typeof tunableRules)[number],
    "nudge"
  >),
  firstComments: 0,
  reading: "after",
  version: 0,
};

/** How strict the house is, with its word lists. */
export type Strictness = { rules: HouseRules; lists: WordListView[] };

/**
 * How strict the house is. @throws when what is stored cannot be read: the caller holds the comment then, as for any check that is broken
 */
export async function strictnessOf(ctx: Pick<Ctx, "sql">): Promise<Strictness> {
  const [row] = await ctx.sql<{ rules: string | null; lists: string | null }>`
    select (select value::text from settings where key = ${key}) as rules,
           (select json_agg(json_build_object('id', id, 'name', name, 'handling', handling, 'guideline', guideline,
                                              'words', words, 'version', version) order by name)::text from word_lists) as lists`;
  return readStrictness(row?.rules ?? null, row?.lists ?? null);
}

let read: { rules: string | null; lists: string | null; strictness: Strictness } | undefined;

/**
 * The same of what is stored, as JSON. A rule that is newer than what was saved has its default. What was asked for last is not read
 * again, for it is mostly what is asked for next. @throws when it cannot be read
 */
export function readStrictness(rules: string | null, lists: string | null): Strictness {
  if (read && read.rules === rules && read.lists === lists) return read.strictness;
  const strictness = {
    rules: houseRulesChange.parse({ ...defaults, ...(JSON.parse(rules ?? "null") as object | null) }),
    lists: (JSON.parse(lists ?? "[]") as unknown[]).map((list) => wordListView.parse(list)),
  };
  read = { rules, lists, strictness };
  return strictness;
}

/** Judges by the rules as the newsroom has tuned them; each finding says what becomes of it. */
export async function judgeBy({ rules, lists }: Strictness, text: string): Promise<Finding[]> {
  const without = new Set<RuleName>(tunableRules.filter((name) => rules[name] === "off"));
  const findings = await judge(text, { without, more: lists.length > 0 ? [compiled(lists)] : [] });
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

export async function setHouseRules(ctx: Ctx<Member>, change: HouseRules): Promise<HouseRules> {
  return ctx.db.$transaction(async (tx) => {
    await tx.setting.createMany({ data: [{ key, value: defaults, updatedAt: ctx.now() }], skipDuplicates: true });
    const [row] = await tx.$queryRaw<{ value: object }[]>`select value from settings where key = ${key} for update`;
    const before = houseRulesChange.parse({ ...defaults, ...row?.value });
    if (before.version !== change.version) throw changedMeanwhile("The house rules were");
    const value = { ...change, version: change.version + 1 };
    await tx.setting.update({ where: { key }, data: { value, updatedAt: ctx.now(), updatedById: ctx.actor.id } });
    await record(tx, ctx, "house-rules.changed", { kind: "setting", id: key }, { before, after: value });
    return value;
  });
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
