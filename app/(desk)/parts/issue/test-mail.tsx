"use client";
import { useState } from "react";
import { partWords } from "@/lib/newsletters/parts.ts";
import { call } from "../../../(reader)/parts/call.ts";

/** Sends the issue as it was saved to oneself or to colleagues; to nobody else. */
export function TestMail(props: {
  issueId: string;
  own: string;
  staff: { email: string; name: string }[];
  /** Whether readers with a plan get something else than those without. */
  hasParts: boolean;
  /** Which of the two is chosen at first: that of the preview. */
  hasPlan: boolean;
}) {
  const [isBusy, setBusy] = useState(false);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const others = props.staff.filter(({ email }) => email !== props.own);
  const people = [{ email: props.own, name: "Me" }, ...others];
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const to = form.getAll("to").map(String);
        const part = form.get("part") === "plan" ? "plan" : "no_plan";
        if (to.length === 0) return setWord({ text: "Choose who gets it.", isProblem: true });
        setBusy(true);
        const answer = await call<{ mails: number }>("POST", `/api/v1/desk/issues/${props.issueId}/test-mails`, {
          to,
          part,
        });
        setBusy(false);
        setWord(
          answer.ok
            ? {
                text: `On its way to ${to.join(", ")}, marked as a test${props.hasParts ? ` ${partWords[part]}` : ""}.`,
                isProblem: false,
              }
            : { text: answer.problem.title, isProblem: true },
        );
      }}
    >
      <fieldset className="lengths">
        <legend className="hidden">To whom</legend>
        {people.map(({ email, name }) => (
          <label key={email} title={email}>
            <input defaultChecked={email === props.own} name="to" type="checkbox" value={email} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      {props.hasParts ? (
        <label className="field">
          <span>As it comes to a reader</span>
          <select defaultValue={props.hasPlan ? "plan" : "no_plan"} name="part">
            <option value="no_plan">{partWords.no_plan}</option>
            <option value="plan">{partWords.plan}</option>
          </select>
        </label>
      ) : null}
      <div className="keys">
        <button className="button" disabled={isBusy} type="submit">
          Send a test
        </button>
      </div>
      <p className={word?.isProblem ? "meta state-bad" : "meta"} role={word?.isProblem ? "alert" : "status"}>
        {word?.text}
      </p>
    </form>
  );
}
