import { addressesWithFields, fieldsIn, strangeIn, type Words } from "./fields.ts";
import type { TemplateField } from "./schema.ts";

/** What must be put right before mails can be sent by a template, each with the part that it is about. Pure. */
export function problemsOf(words: Words, fields: TemplateField[]): { field: string; problem: string }[] {
  const problems: { field: string; problem: string }[] = [];
  const say = (field: string, problem: string) => problems.push({ field, problem });
  const { blocks } = words.document;
  if (words.subject.trim().length < 3) say("subject", "Give it a subject of at least 3 characters.");
  if (blocks.length === 0) say("document", "It is empty. Write it first.");
  const declared = fields.map(({ name }) => name);
  for (const name of fieldsIn(words).filter((one) => !declared.includes(one)))
    say("fields", `“{${name}}” stands in the words and is no field of this template. Add the field, or take it out.`);
  for (const found of strangeIn(words))
    say(
      "document",
      `Nobody knows “${found}”. A field is written like {order_number}, and its fall-back is said with the field.`,
    );
  for (const address of new Set(addressesWithFields(words, declared)))
    say(
      "document",
      `A field inside an address is not filled in: ${address}. Let a button lead to a field of the kind link instead, and let the program send the whole address.`,
    );
  for (const block of blocks) {
    if (block.kind === "button" && !block.label.trim())
      say("document", "A button has no words on it. Say what it does.");
    if (block.kind === "button" && !block.href)
      say("document", "A button leads nowhere. Give it an address, or a field of the kind link, like {order_link}.");
    if (block.kind === "button" && /^\{/.test(block.href)) {
      const field = fields.find(({ name }) => `{${name}}` === block.href);
      if (field && field.kind !== "link")
        say("fields", `The button leads to ${block.href}, which is of the kind ${field.kind}. Make it a link.`);
      if (field && field.fallback === "") say("fields", `The button leads to ${block.href}, whose fall-back is empty.`);
    }
    if (block.kind === "image" && !block.address) say("document", "A picture has no address.");
    if (block.kind === "image" && block.address && !block.alt.trim())
      say("document", "A picture does not say what is to be seen.");
  }
  return problems;
}
