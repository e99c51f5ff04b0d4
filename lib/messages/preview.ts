import type { Ctx, Member } from "../context.ts";
import { asMailPreview } from "../newsletters/preview.ts";
import { publicationOf } from "../publication.ts";
import { valuesFor } from "./fields.ts";
import { templateByName } from "./reads.ts";
import { renderMessage } from "./render.ts";
import type { GivenFields, TemplateField } from "./schema.ts";

/** A template as its mail, for the eye alone, with something in each field. */
export async function previewTemplate(ctx: Ctx<Member>, name: string, as: "html" | "text") {
  const template = await templateByName(ctx, name);
  const { timeZone: zone } = await publicationOf(ctx);
  const own = { name: ctx.actor.displayName ?? undefined, first_name: ctx.actor.displayName?.split(/\s+/)[0] };
  const given = { ...samplesOf(template.fields, ctx.env.http.appUrl, ctx.now()) };
  const { values } = valuesFor(template.fields, given, { language: template.language, zone, own });
  const { html, text } = await renderMessage(ctx, template, values);
  return asMailPreview(ctx, as === "html" ? html : text, as);
}

/** Something to stand in each field, for who tries a template and for the example at the desk. */
export const samplesOf = (fields: TemplateField[], appUrl: string, now: Date): GivenFields =>
  Object.fromEntries(fields.map(({ name, kind }) => [name, sampleOf(name, kind, appUrl, now)]));

function sampleOf(name: string, kind: TemplateField["kind"], appUrl: string, now: Date): string | number {
  if (kind === "number") return 12;
  if (kind === "date") return now.toISOString().slice(0, 10);
  if (kind === "link") return `${appUrl}/account`;
  return name.replaceAll("_", " ");
}
