import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { documentOfBody } from "../newsletters/body.ts";
import { emptyDocument } from "../newsletters/document.ts";
import { problemsOf } from "./check.ts";
import { templateByName, templateOf } from "./reads.ts";
import type { TemplateDraft, TemplateSave } from "./schema.ts";

/** A new template. It may be unfinished; nothing is sent by it until it is whole. @throws Refusal invalid_input for a name that is taken */
export async function makeTemplate(ctx: Ctx<Member>, { name, ...draft }: TemplateDraft) {
  const now = ctx.now();
  const words = wordsOf(draft);
  return ctx.db.$transaction(async (tx) => {
    const made = await tx.messageTemplate.createMany({
      data: { name, ...words, createdAt: now, updatedAt: now, updatedById: ctx.actor.id },
      skipDuplicates: true,
    });
    if (made.count === 0)
      throw new Refusal("invalid_input", "name: There is a template of this name already. Choose another.", {
        fields: [{ field: "name", problem: "taken" }],
      });
    const row = await tx.messageTemplate.findUniqueOrThrow({ where: { name } });
    await record(
      tx,
      ctx,
      "message-template.made",
      { kind: "message-template", id: row.id },
      { after: { name, title: words.title, kind: words.kind } },
    );
    return templateOf(row);
  });
}

/**
 * Saves a template over the version that was open. From this moment on mails go out in these words, so they must be whole.
 * @throws Refusal changed_meanwhile; invalid_input with what must be put right
 */
export async function saveTemplate(ctx: Ctx<Member>, name: string, { version, ...draft }: TemplateSave) {
  const words = wordsOf(draft);
  const problems = problemsOf(words, words.fields);
  if (problems.length > 0)
    throw new Refusal("invalid_input", problems.map(({ problem }) => problem).join(" "), { fields: problems });
  const { id } = await templateByName(ctx, name);
  await ctx.db.$transaction(async (tx) => {
    const saved = await tx.messageTemplate.updateMany({
      where: { id, version },
      data: { ...words, version: version + 1, updatedAt: ctx.now(), updatedById: ctx.actor.id },
    });
    if (saved.count === 0)
      throw new Refusal(
        "changed_meanwhile",
        "Somebody else has saved this template since you opened it. What you typed stays here; open it beside this in another tab to see theirs.",
      );
    await record(
      tx,
      ctx,
      "message-template.saved",
      { kind: "message-template", id },
      {
        after: { name, version: version + 1, subject: words.subject, fields: words.fields.map((field) => field.name) },
      },
    );
  });
  return templateByName(ctx, name);
}

/** Nothing is sent by it any more; what was sent stays. It can be brought back. */
export async function retireTemplate(ctx: Ctx<Member>, name: string, isRetired: boolean) {
  const { id, retiredAt } = await templateByName(ctx, name);
  if ((retiredAt !== null) !== isRetired)
    await ctx.db.$transaction(async (tx) => {
      await tx.messageTemplate.update({ where: { id }, data: { retiredAt: isRetired ? ctx.now() : null } });
      const event = isRetired ? "message-template.retired" : "message-template.brought-back";
      await record(tx, ctx, event, { kind: "message-template", id }, { after: { name } });
    });
  return templateByName(ctx, name);
}

type Given = Omit<TemplateSave, "version">;
const wordsOf = ({ document, body, ...words }: Given) => ({
  ...words,
  document: document ?? (body ? documentOfBody(body) : emptyDocument),
});
