import type { Audience } from "@/lib/delivery/reach.ts";

/** Of how many it is not known what they do with mails, so that they are left out either way. */
export const NotKnown = ({ count }: { count: number }) =>
  count === 0 ? null : (
    <p className="meta">
      Of {count.toLocaleString("en")} of those that it is not for, it is not known what they open or press, so they are
      left out either way: they have not agreed that it is kept, or had none of these issues since they did.
    </p>
  );

/** Why others who once asked for a newsletter do not get an issue of it. */
export function WhyNot({ counts }: { counts: Audience }) {
  const lines = [
    { count: counts.others, words: "confirmed it and are not among those that it is for" },
    { count: counts.asked, words: "asked for it and have not confirmed" },
    { count: counts.left, words: "have left it" },
    { count: counts.suppressed, words: "have an address that must not be written to any more" },
    { count: counts.banned, words: "are locked out" },
  ].filter(({ count }) => count > 0);
  return (
    <>
      <p>
        <strong>{counts.gets.toLocaleString("en")}</strong> {counts.gets === 1 ? "reader gets it." : "readers get it."}
        {lines.length > 0 ? " Others do not:" : " Nobody who asked for it is left out."}
      </p>
      <ul className="why-not">
        {lines.map(({ count, words }) => (
          <li key={words}>
            {count.toLocaleString("en")} {words}
          </li>
        ))}
      </ul>
      <NotKnown count={counts.unknown} />
    </>
  );
}
