import type { Metadata } from "next";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";

export const metadata: Metadata = { title: "Guidelines", robots: "noindex" };

export default async function DeskGuidelines({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("guidelines.edit");
  const parts = await readGuidelines(ctx);
  return (
    <>
      <div className="top">
        <h1>Guidelines</h1>
        <a className="button quiet" href="/guidelines">
          Their page
        </a>
      </div>
      <div className="sheet">
        <p className="meta">
          The house rules cite these parts by their number. Rewrite the words as you like; what a rule looks for stays.
        </p>
        <Said search={searchParams} />
        {parts.map((part) => (
          <form action={`/api/v1/desk/guidelines/${part.id}`} className="form" key={part.id} method="post">
            <h2>
              {part.number}. {part.title}
            </h2>
            <label className="field">
              <span>Title</span>
              <input defaultValue={part.title} maxLength={80} name="title" required />
            </label>
            <label className="field">
              <span>What it asks of readers</span>
              <textarea className="short" defaultValue={part.body} maxLength={3000} name="body" required rows={4} />
            </label>
            <div>
              <button aria-label={`Save: ${part.title}`} className="button quiet" type="submit">
                Save
              </button>
            </div>
          </form>
        ))}
      </div>
    </>
  );
}
