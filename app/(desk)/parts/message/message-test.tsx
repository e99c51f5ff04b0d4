"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

type Props = {
  template: string;
  own: string;
  staff: { email: string; name: string }[];
  fields: { name: string; sample: string }[];
};

/** Sends the template as it was saved to oneself or to colleagues, with what one types into its fields. */
export function MessageTest({ template, own, staff, fields }: Props) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [word, setWord] = useState({ text: "", isProblem: false });
  const people = [{ email: own, name: "Me" }, ...staff.filter(({ email }) => email !== own)];

  async function send(form: FormData) {
    const to = form.getAll("to").map(String);
    if (to.length === 0) return setWord({ text: "Choose who gets it.", isProblem: true });
    const filled = fields.map(({ name }) => [name, String(form.get(`field-${name}`) ?? "")] as const);
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/message-templates/${template}/test-mails`, {
      to,
      fields: Object.fromEntries(filled.filter(([, value]) => value !== "")),
    });
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    setWord({ text: `On its way to ${to.join(", ")}, marked as a test.`, isProblem: false });
    router.refresh();
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void send(new FormData(event.currentTarget));
      }}
    >
      {fields.map(({ name, sample }) => (
        <label className="field" key={name}>
          <span>
            <code>{name}</code>
          </span>
          <input defaultValue={sample} maxLength={2000} name={`field-${name}`} />
        </label>
      ))}
      <fieldset className="lengths">
        <legend>To</legend>
        {people.map(({ email, name }) => (
          <label key={email} title={email}>
            <input defaultChecked={email === own} name="to" type="checkbox" value={email} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <div className="keys">
        <button className="button" disabled={isBusy} type="submit">
          Send a test
        </button>
      </div>
      <p
        aria-live={word.isProblem ? undefined : "polite"}
        className={word.isProblem ? "meta state-bad" : "meta"}
        role={word.isProblem ? "alert" : undefined}
      >
        {word.text}
      </p>
    </form>
  );
}
