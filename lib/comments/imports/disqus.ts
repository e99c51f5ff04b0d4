import type { Readable } from "node:stream";
import { commentRow, type ImportRow, momentOf, storyRow } from "./rows.ts";
import { wordsOf } from "./words.ts";
import { readXml, type XmlRecord } from "./xml.ts";

/** The XML that Disqus mails to a forum's administrators: threads, which are stories here, and posts. */
export async function* readDisqus(file: Readable): AsyncGenerator<ImportRow> {
  for await (const record of readXml(file, ["disqus/thread", "disqus/post"])) {
    const { id, text, is, idOf } = partsOf(record);
    if (record.path === "disqus/thread") {
      const title = wordsOf(text("title"), false);
      yield storyRow(id, text("link") || text("id"), title, momentOf(text("createdAt")));
      continue;
    }
    yield commentRow(`line ${record.line}, post ${id || "without an id"}`, {
      key: id,
      storyKey: idOf("thread"),
      parentKey: idOf("parent") || null,
      personKey: null,
      name: text("author/name") || text("author/username") || null,
      text: wordsOf(text("message"), false),
      state: is("isSpam") ? "rejected" : is("isDeleted") ? "deleted" : is("isApproved", "true") ? "published" : "held",
      at: momentOf(text("createdAt")),
    });
  }
}

function partsOf({ fields }: XmlRecord) {
  const text = (path: string) => fields.get(path)?.text.trim() ?? "";
  const idOf = (path: string) => fields.get(path)?.attributes.get("dsq:id") ?? "";
  return { text, idOf, id: idOf(""), is: (path: string, unsaid = "false") => (text(path) || unsaid) === "true" };
}
