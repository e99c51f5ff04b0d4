"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

/** Begins a template; its words come on the page that it leads to. */
export function NewTemplate() {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);

  async function make(form: FormData) {
    setBusy(true);
    setProblem("");
    const made = Object.fromEntries(form);
    const answer = await call<{ name: string }>("POST", "/api/v1/desk/message-templates", made);
    setBusy(false);
    if (answer.ok) router.push(`/desk/messages/${answer.view.name}`);
    else setProblem(answer.problem.title);
  }

  return (
    <form
      action="/api/v1/desk/message-templates"
      className="form"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void make(new FormData(event.currentTarget));
      }}
    >
      <label className="field">
        <span>What it is</span>
        <input maxLength={80} minLength={3} name="title" placeholder="An order is confirmed" required />
      </label>
      <label className="field">
        <span>What programs call it</span>
        <input
          maxLength={60}
          name="name"
          pattern="[a-z0-9]+(-[a-z0-9]+)*"
          placeholder="order-confirmed"
          required
          title="Small letters, digits and single hyphens"
        />
      </label>
      <label className="check">
        <input name="kind" required type="checkbox" value="transactional" />
        <span>It is transactional: it answers what its reader has done, and advertises nothing.</span>
      </label>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div>
        <button className="button" disabled={isBusy} type="submit">
          Write it
        </button>
      </div>
    </form>
  );
}
