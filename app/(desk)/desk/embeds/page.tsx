import type { Metadata } from "next";
import { originsOf } from "@/lib/origins.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, type Search } from "../../../page-context.ts";

export const metadata: Metadata = { title: "On your pages", robots: "noindex" };

const elements: [string, string][] = [
  ["masthead-bookmark", "One press saves the story of this page to the reader's list, and takes it off again."],
  ["masthead-benefits", "What signing in is good for; for a member, newsletters and offers within reach."],
  ["masthead-comments", "The comments of this page's story, by the house rules. Loaded when a reader comes near it."],
  ["masthead-newsletters", "Your newsletters, each with one press to subscribe."],
  ["masthead-offers", "The offers that are open to members now."],
  [
    "masthead-account",
    "Sign in, or who is signed in with the way to their list and account. For the head of the page.",
  ],
];

export default async function Embeds({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("settings.edit");
  const origins = await originsOf(ctx);
  const { appUrl } = ctx.env.http;
  return (
    <>
      <div className="top">
        <h1>On your pages</h1>
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <p className="measured">
          Bookmarks, comments, newsletters and offers on the pages of your own site, with one sign-in. Put these lines
          into the head of its template, and the elements where they belong.
        </p>
        <h2>Two lines</h2>
        <pre className="snippet">
          <code>
            {`<link rel="stylesheet" href="${appUrl}/embed/masthead.css">\n`}
            {`<script type="module" src="${appUrl}/embed/masthead.js"></script>`}
          </code>
        </pre>
        <p className="measured hint">
          The first keeps their places while the page loads, so that nothing moves. The page's story is found by its
          canonical address; where there is none, by the address that it has.
        </p>
        <h2>The elements</h2>
        <dl className="elements">
          {elements.map(([name, what]) => (
            <div key={name}>
              <dt>
                <code>{`<${name}></${name}>`}</code>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <h2>Where they may stand</h2>
        <p className="measured hint">
          Pages of these places alone learn who reads them. Readers stay signed in there when your site and this one
          share a domain, like www.example.org and members.example.org: no cookie of a third party is needed.
        </p>
        {origins.length === 0 ? (
          <p className="empty">
            None is listed yet. Until one is, the elements show nothing but what lies between their tags.
          </p>
        ) : (
          <ul className="origins">
            {origins.map((origin) => (
              <li key={origin}>
                <code>{origin}</code>
                <form action="/api/v1/desk/origins/drop" method="post">
                  <input name="origin" type="hidden" value={origin} />
                  <button aria-label={`Take off the list: ${origin}`} className="link" type="submit">
                    Take off the list
                  </button>
                </form>
              </li>
            ))}
          </ul>
        )}
        <form action="/api/v1/desk/origins" className="form" method="post">
          <label className="field">
            <span>Another place</span>
            <input maxLength={255} name="origin" placeholder="https://www.example.org" required type="url" />
            <span className="hint">
              Scheme and host, and the port where there is one; no path. Each subdomain by itself.
            </span>
          </label>
          <div>
            <button className="button" type="submit">
              List it
            </button>
          </div>
        </form>
      </div>
    </>
  );
}
