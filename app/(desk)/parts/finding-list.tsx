import type { Finding, FindingState } from "@/lib/finding.ts";

const words: Record<FindingState, string> = {
  broken: "Broken",
  warning: "Mind",
  unseen: "Not seen",
  ok: "Good",
  off: "Not used",
};
const looks: Record<FindingState, string> = {
  broken: "point-broken",
  warning: "point-mind",
  unseen: "point-mind",
  ok: "point-pass",
  off: "point-off",
};
const order = Object.keys(words);

/** What was found, the worst first; under each what to do about it. */
export function FindingList({ findings }: { findings: Finding[] }) {
  const sorted = [...findings].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  return (
    <ul className="points">
      {sorted.map(({ id, state, title, words: said, fix }) => (
        <li className={looks[state]} key={id}>
          <span className="level">{words[state]}</span>
          <strong>{title}</strong>
          <span className="said-of">{said}</span>
          {fix ? <span className="then">{withCode(fix)}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** What stands between two backticks is to be typed. */
const withCode = (text: string) =>
  text.split("`").map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part));
