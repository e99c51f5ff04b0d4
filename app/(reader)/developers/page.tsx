import type { Metadata } from "next";
import Link from "next/link";
import { operations, whoMay } from "./operations.ts";

export const metadata: Metadata = { title: "The API", description: "What programs can ask of this site, and how." };

export default function Developers() {
  const all = operations();
  const tags = [...new Set(all.flatMap((operation) => operation.tags))].sort();
  return (
    <div className="narrow stack">
      <h1>The API</h1>
      <p className="lead">
        Everything that the screens of this site do, programs can ask for too. It speaks JSON; what goes wrong is said
        as a problem (RFC 9457) with a sentence that can be shown to people, and with{" "}
        <Link href="/developers/problems">a code</Link> for programs.
      </p>
      <p>
        The whole of it as <a href="/api/openapi.json">OpenAPI 3.1</a>, and as{" "}
        <a href="/api/client/masthead.ts">a client in one TypeScript file</a>, with a method and its types for each line
        below. A program acts by a key that an administrator makes at the desk:
        <code> Authorization: Bearer mh_…</code>.
      </p>
      {tags.map((tag) => (
        <section aria-labelledby={idOf(tag)} key={tag}>
          <h2 id={idOf(tag)}>{tag}</h2>
          <ul className="operations">
            {all
              .filter((operation) => operation.tags.includes(tag))
              .map((operation) => (
                <li key={operation.operationId}>
                  <Link href={`/developers/${operation.operationId}`} prefetch={false}>
                    {operation.summary}
                  </Link>
                  <code>
                    {operation.method} {operation.path}
                  </code>
                  <span className="meta">{whoMay(operation)}</span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const idOf = (tag: string) => `tag-${tag.toLowerCase().replaceAll(/\W+/g, "-")}`;
