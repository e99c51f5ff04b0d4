import type { Audience } from "@/lib/delivery/reach.ts";

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
    </>
  );
}
