"use client";

/** As many as are looked at; there may be more. */
const most = 20;

/** Offers what came in while the page was open. Its place is there from the start, so that nothing moves when it speaks up. */
export function NewComments({ count, onPress }: { count: number; onPress: () => void }) {
  const words =
    count === 0
      ? ""
      : count >= most
        ? `${most} or more new comments`
        : `${count === 1 ? "One" : count} new ${count === 1 ? "comment" : "comments"}`;
  return (
    <div className="news">
      {count > 0 ? (
        <button className="button quiet" onClick={onPress} type="button">
          {words}
        </button>
      ) : null}
      <span className="hidden" role="status">
        {words}
      </span>
    </div>
  );
}
