import { fullDay } from "./times.ts";

/** No offers by mail for a month. Plain forms: it is pressed once, and the page that comes back says what holds. */
export function OffersPause({ until, from }: { until: Date | null; from: "offers page" | "account page" }) {
  if (until)
    return (
      <form action="/api/v1/offers/notices/pause/end" className="stack" method="post">
        <p className="meta">
          You asked for no offers this month: none is mailed to you until {fullDay(until)}. After that we tell you
          again.
        </p>
        <div>
          <button className="button quiet" type="submit">
            Tell me again now
          </button>
        </div>
      </form>
    );
  return (
    <form action="/api/v1/offers/notices/pause" className="stack" method="post">
      <input name="source" type="hidden" value={from} />
      <p className="meta">Too many at the moment? Pause them for a month. What you agreed to stays.</p>
      <div>
        <button className="button quiet" type="submit">
          Not this month
        </button>
      </div>
    </form>
  );
}
