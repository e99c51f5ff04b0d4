"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { languages } from "@/lib/languages.ts";
import { call } from "../../(reader)/parts/call.ts";

export function NewNewsletter() {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault();
        const answer = await call<{ slug: string }>(
          "POST",
          "/api/v1/desk/newsletters",
          Object.fromEntries(new FormData(event.currentTarget)),
        );
        if (answer.ok) router.push(`/desk/newsletters/${answer.view.slug}`);
        else setProblem(answer.problem.title);
      }}
    >
      <label className="field">
        <span>Name</span>
        <input maxLength={60} name="name" required />
      </label>
      <label className="field">
        <span>Address on the site</span>
        <input maxLength={60} name="slug" pattern="[a-z0-9]+(-[a-z0-9]+)*" placeholder="morning-briefing" required />
      </label>
      <label className="field">
        <span>What it is, in a sentence</span>
        <input maxLength={300} name="description" />
      </label>
      <label className="field">
        <span>How often</span>
        <input maxLength={80} name="cadence" placeholder="Every weekday morning" />
      </label>
      <label className="field">
        <span>Language</span>
        <select defaultValue={"en"} name="language">
          {languages.map(({ tag, name }) => (
            <option key={tag} lang={tag} value={tag}>
              {name}
            </option>
          ))}
        </select>
        <span className="hint">
          Mail programs and screen readers are told, and readers of this language see it first.
        </span>
      </label>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div>
        <button className="button" type="submit">
          Make it
        </button>
      </div>
    </form>
  );
}
