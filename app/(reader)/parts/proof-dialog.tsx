"use client";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { call } from "./call.ts";
import { type ProofNeeded, setAsker } from "./proof-asker.ts";
import { showPasskey } from "./show-passkey.ts";

type Asked = ProofNeeded & { answer(isShown: boolean): void };

/** Asks for the second factor when an act needs it, and lets the act go on. Closed, it is as if nothing had been pressed. */
export function ProofDialog() {
  const [asked, setAsked] = useState<Asked | undefined>();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    setAsker((needed) => new Promise<boolean>((answer) => setAsked({ ...needed, answer })));
    return () => setAsker(undefined);
  }, []);
  useEffect(() => {
    if (asked) dialog.current?.showModal();
  }, [asked]);

  function end(isShown: boolean) {
    asked?.answer(isShown);
    setAsked(undefined);
    setProblem("");
    dialog.current?.close();
  }

  async function show(showing: Promise<string | undefined>) {
    setBusy(true);
    const refused = await showing;
    setBusy(false);
    setProblem(refused ?? "");
    if (refused === undefined) end(true);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "");
    void show(showCode(code));
  }

  return (
    <dialog aria-labelledby="proof-title" className="proof-dialog" onCancel={() => end(false)} ref={dialog}>
      {asked ? (
        <>
          <h2 id="proof-title">Prove that it is you</h2>
          <p className="meta">{asked.title} Then what you pressed is done.</p>
          {asked.hasApp ? (
            <form className="stack" onSubmit={submit}>
              <label className="field">
                <span>Six digits from your app, or a recovery code</span>
                <input autoComplete="one-time-code" className="code-field" maxLength={16} name="code" required />
              </label>
              <button className="button" disabled={isBusy} type="submit">
                Go on
              </button>
            </form>
          ) : null}
          {asked.hasPasskey ? (
            <button
              className={asked.hasApp ? "button quiet" : "button"}
              disabled={isBusy}
              onClick={() => void show(showPasskey())}
              type="button"
            >
              Use a passkey
            </button>
          ) : null}
          {asked.hasApp || asked.hasPasskey ? null : (
            <a className="button" href="/prove">
              Set one up
            </a>
          )}
          {problem ? (
            <p className="said problem" role="alert">
              {problem}
            </p>
          ) : null}
          <button className="link" onClick={() => end(false)} type="button">
            Not now
          </button>
        </>
      ) : null}
    </dialog>
  );
}

async function showCode(code: string): Promise<string | undefined> {
  const answer = await call("POST", "/api/v1/desk/second-factor/proof", { code });
  return answer.ok ? undefined : answer.problem.title;
}
