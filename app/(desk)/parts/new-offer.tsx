"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

export function NewOffer() {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault();
        const answer = await call("POST", "/api/v1/desk/offers", Object.fromEntries(new FormData(event.currentTarget)));
        if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
        setWord({ text: "It is on the members’ page now.", isProblem: false });
        form.current?.reset();
        router.refresh();
      }}
      ref={form}
    >
      <label className="field">
        <span>Title</span>
        <input maxLength={120} name="title" required />
      </label>
      <label className="field">
        <span>What it is</span>
        <textarea className="short" maxLength={2000} name="description" rows={4} />
      </label>
      <label className="field">
        <span>Code, if there is one</span>
        <input maxLength={60} name="code" pattern="[A-Za-z0-9_\-]*" />
      </label>
      <label className="field">
        <span>Address where it is taken</span>
        <input name="link" placeholder="https://" required type="url" />
      </label>
      <label className="field">
        <span>Words on the button</span>
        <input defaultValue="See the offer" maxLength={60} name="linkLabel" required />
      </label>
      <label className="field">
        <span>Last day, if there is one</span>
        <input name="endsAt" type="date" />
      </label>
      {word ? (
        <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
          {word.text}
        </p>
      ) : null}
      <div>
        <button className="button" type="submit">
          Put it on the page
        </button>
      </div>
    </form>
  );
}
