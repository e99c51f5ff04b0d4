import type { GiftCard as Gift } from "@/lib/plans/gifts/schema.ts";

type Props = Pick<Gift, "plan" | "lasts" | "sections" | "fromName" | "toName" | "message"> & {
  publication: string;
  /** The heading's level on the page that it stands on. */
  level: "h1" | "h2";
  code?: string | null;
  link?: string | null;
};

/** A gift as it is handed over: on the screen, and alone on the paper when it is printed. */
export function GiftCard(props: Props) {
  const { publication, level: Title, plan, lasts, sections, fromName, toName, message, code, link } = props;
  return (
    <section aria-labelledby="gift-title" className="gift-card">
      <p className="kicker">{publication}</p>
      <Title id="gift-title">
        {fromName} gives you {plan}
      </Title>
      <p className="words">
        Dear {toName}, for {lasts} {sections.length > 0 ? `every story in ${inList(sections)}` : "every story"} is open
        to you.
      </p>
      {message ? (
        <blockquote className="words">
          {message}
          <footer>{fromName}</footer>
        </blockquote>
      ) : null}
      {code ? (
        <p className="code-line">
          <span className="meta">The code</span> <code>{code}</code>
        </p>
      ) : null}
      {link ? <p className="meta gift-link">{link}</p> : null}
    </section>
  );
}

const inList = (names: string[]) => new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);
