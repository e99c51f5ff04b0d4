"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

/** Makes a key, and shows the whole of it this once. */
export function NewKey({ acts }: { acts: [string, string][] }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);

  async function make(data: FormData) {
    setBusy(true);
    setProblem("");
    const answer = await call<{ token: string }>("POST", "/api/v1/desk/keys", {
      name: data.get("name"),
      acts: data.getAll("acts"),
    });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    setToken(answer.view.token);
    form.current?.reset();
    router.refresh();
  }

  return (
    <>
      <div role="status">
        {token ? (
          <div className="said">
            <p>This is the key. It is shown this once: keep it where the program reads it.</p>
            <pre className="snippet">
              <code>{token}</code>
            </pre>
          </div>
        ) : null}
      </div>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void make(new FormData(event.currentTarget));
        }}
        ref={form}
      >
        <label className="field">
          <span>What it is for</span>
          <input maxLength={80} name="name" placeholder="The CMS" required />
        </label>
        <fieldset className="event-types">
          <legend>It may</legend>
          {acts.map(([act, words]) => (
            <label key={act}>
              <input name="acts" type="checkbox" value={act} />
              <span>
                {words} <code className="meta">{act}</code>
              </span>
            </label>
          ))}
        </fieldset>
        {problem ? (
          <p className="said problem" role="alert">
            {problem}
          </p>
        ) : null}
        <div>
          <button className="button" disabled={isBusy} type="submit">
            Make a key
          </button>
        </div>
      </form>
    </>
  );
}
