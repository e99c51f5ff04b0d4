import type { Metadata } from "next";
import Link from "next/link";
import { errorCodes } from "@/lib/errors.ts";
import { problemCodes } from "@/lib/problem-codes.ts";

export const metadata: Metadata = {
  title: "Problems of the API",
  description: "Every code with which the API says no: what it means, and what a program had best do.",
};

export default function Problems() {
  return (
    <div className="narrow stack">
      <p className="meta">
        <Link href="/developers">The API</Link>
      </p>
      <h1>Problems of the API</h1>
      <p className="lead">
        What is refused is answered as <code>application/problem+json</code> (RFC 9457). Its <code>title</code> is a
        sentence for people; programs decide by its <code>code</code>. These are all that there are.
      </p>
      <dl className="fields problems">
        {errorCodes.map((code) => (
          <div id={code} key={code}>
            <dt>
              <a href={`#${code}`}>
                <code>{code}</code>
              </a>
              <span className="meta">{problemCodes[code].status}</span>
            </dt>
            <dd>
              <p>{inCode(problemCodes[code].means)}</p>
              <p className="meta">{inCode(problemCodes[code].wayOut)}</p>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** What stands between backquotes is a word of the API. */
const inCode = (words: string) =>
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence have no other name
  words.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
