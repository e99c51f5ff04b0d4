"use client";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

/** Sends the issue as it was saved to oneself or to colleagues; to nobody else. */
export function TestMail(props: { issueId: string; own: string; staff: { email: string; name: string }[] }) {
  const [isBusy, setBusy] = useState(false);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const others = props.staff.filter(({ email }) => email !== props.own);
  const people = [{ email: props.own, name: "Me" }, ...others];
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault();
        const to = new FormData(event.currentTarget).getAll("to").map(String);
        if (to.length === 0) return setWord({ text: "Choose who gets it.", isProblem: true });
        setBusy(true);
        const answer = await call<{ mails: number }>("POST", `/api/v1/desk/issues/${props.issueId}/test-mails`, { to });
        setBusy(false);
        setWord(
          answer.ok
            ? { text: `On its way to ${to.join(", ")}, marked as a test.`, isProblem: false }
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
