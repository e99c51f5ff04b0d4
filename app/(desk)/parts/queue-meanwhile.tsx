"use client";

/** Who else reads the comment that is open, and what became of it meanwhile: below the buttons, so that it moves none of them. */
export function QueueMeanwhile(props: {
  reader: string | null;
  change: string | undefined;
  isBusy: boolean;
  onNext: (() => void) | undefined;
  onReadAgain: (() => void) | undefined;
}) {
  const { reader, change } = props;
  return (
    <div className="meanwhile">
      <p className={change ? "changed" : "reader"} role="status">
        {change ?? (reader ? `${reader} is reading this and came first. You can decide it all the same.` : null)}
      </p>
      <div className="keys">
        {change && props.onReadAgain ? (
          <button
            aria-keyshortcuts="s"
            className="button quiet"
            disabled={props.isBusy}
            onClick={props.onReadAgain}
            type="button"
          >
            Read it as it is now <kbd>S</kbd>
          </button>
        ) : null}
        {change || reader ? (
          <button
            aria-keyshortcuts="n"
            className="button quiet"
            disabled={props.isBusy}
            onClick={props.onNext}
            type="button"
          >
            Next that nobody reads <kbd>N</kbd>
          </button>
        ) : null}
      </div>
    </div>
  );
}
