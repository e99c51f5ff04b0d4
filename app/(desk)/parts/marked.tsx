type Finding = { at: [number, number] };

/** The text with the words that the rules are about marked; overlapping marks become one. */
export function Marked({ text, findings }: { text: string; findings: Finding[] }) {
  const spans = findings
    .map((finding) => finding.at)
    .filter(([start, end]) => start < end && end <= text.length && end - start < text.length)
    .sort((one, other) => one[0] - other[0]);
  const parts: { text: string; isMarked: boolean; at: number }[] = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (start > at) parts.push({ text: text.slice(at, start), isMarked: false, at });
    const from = Math.max(start, at);
    if (end > from) parts.push({ text: text.slice(from, end), isMarked: true, at: from });
    at = Math.max(at, end);
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMarked: false, at });
  return parts.map((part) => (part.isMarked ? <mark key={part.at}>{part.text}</mark> : part.text));
}
