import type { Ctx, Member } from "@/lib/context.ts";
import { figureChoiceOf } from "@/lib/figures/agree.ts";
import { figureTopicTitle, modeWords, ruleSentences, ruleTitle } from "@/lib/figures/rule-words.ts";

/** The part of the account page that says what our mails count, and asks whether it may be kept with a name. */
export async function MailFigures({ ctx }: { ctx: Ctx<Member> }) {
  const { mode, agreed, wording, agreedTo, isOlder } = await figureChoiceOf(ctx);
  return (
    <section aria-labelledby="mail-figures">
      <h2 className="section-title" id="mail-figures">
        What our mails count
      </h2>
      <p>{modeWords[mode]}</p>
      {mode === "off" ? null : (
        <details>
          <summary>{ruleTitle}</summary>
          <ul>
            {ruleSentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
      {agreed ? (
        <form action="/api/v1/me/mail-figures" className="rhythm" method="post">
          <p>
            <b>{figureTopicTitle}</b> is kept, because you agreed: “{agreedTo}”
          </p>
          <input name="agree" type="hidden" value="no" />
          <button className="button quiet" type="submit">
            Take it back, and delete what was kept
          </button>
        </form>
      ) : null}
      {mode === "per_reader" && (!agreed || isOlder) ? (
        <form action="/api/v1/me/mail-figures" className="rhythm" method="post">
          <p>
            {isOlder
              ? "Since you agreed, we have come to ask for more. Without your word it stays as it was. "
              : "You may agree to more; nothing depends on it. "}
            “{wording}”
          </p>
          <input name="agree" type="hidden" value="yes" />
          <button className="button quiet" type="submit">
            I agree
          </button>
        </form>
      ) : null}
    </section>
  );
}
