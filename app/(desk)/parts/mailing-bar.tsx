type Parts = { total: number; accepted: number; again: number; bounced: number; others: number; waiting: number };

/** How far a mailing is: what arrived, what is tried again, what was refused, what left before, and the rest. */
export function MailingBar({ label, parts }: { label: string; parts: Parts }) {
  const { total, waiting } = parts;
  const done = total - waiting;
  const share = (count: number) => (total === 0 ? 0 : (1000 * count) / total);
  const widths = [
    ["ok", share(parts.accepted)],
    ["again", share(parts.again)],
    ["bad", share(parts.bounced)],
    ["off", share(parts.others)],
  ] as const;
  let from = 0;
  return (
    <div
      aria-label={label}
      aria-valuemax={Math.max(1, total)}
      aria-valuemin={0}
      aria-valuenow={done}
      aria-valuetext={`${done.toLocaleString("en")} of ${total.toLocaleString("en")} are settled`}
      className="bar"
      role="progressbar"
    >
      <svg aria-hidden="true" focusable="false" preserveAspectRatio="none" viewBox="0 0 1000 8">
        {widths.map(([kind, width]) => {
          const x = from;
          from += width;
          return width > 0 ? (
            <rect className={kind} height={8} key={kind} width={Math.max(2, width)} x={Math.min(x, 998)} y={0} />
          ) : null;
        })}
      </svg>
    </div>
  );
}

/** How fast it goes and for how long still, in words. */
export function paceInWords({ rate, secondsLeft }: { rate: number; secondsLeft: number | null }): string {
  const speed = `${rate >= 10 ? Math.round(rate).toLocaleString("en") : rate} a second`;
  if (secondsLeft === null) return `${speed} · waiting to go on`;
  if (secondsLeft < 90) return `${speed} · ${secondsLeft} s left`;
  const minutes = Math.round(secondsLeft / 60);
  if (minutes < 90) return `${speed} · about ${minutes} minutes left`;
  return `${speed} · about ${Math.round(minutes / 60)} hours left`;
}
