"use client";
import { useWayToStripe } from "./use-way-to-stripe.ts";

/** A press that ends at a page of Stripe's. Without scripts it goes by a page of ours with a link, for a form may not lead elsewhere. */
export function ToStripe(props: {
  action: string;
  fields?: Record<string, string>;
  label: string;
  /** What a screen reader is told beyond the label. */
  about?: string;
  isQuiet?: boolean;
}) {
  const { isBusy, problem, go } = useWayToStripe(props.action);
  return (
    <form
      action={props.action}
      className="to-stripe"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void go(props.fields ?? {});
      }}
    >
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input key={name} name={name} type="hidden" value={value} />
      ))}
      <button
        aria-label={props.about ? `${props.label}: ${props.about}` : undefined}
        className={props.isQuiet ? "button quiet" : "button"}
        disabled={isBusy}
        type="submit"
      >
        {props.label}
      </button>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
