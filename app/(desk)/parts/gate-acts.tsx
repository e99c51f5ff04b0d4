"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

/** Writes to a provider or a domain again before its time. */
export function OpenGate({ gate, name }: { gate: string; name: string }) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  return (
    <>
      <button
        className="button quiet"
        disabled={isBusy}
        onClick={async () => {
          setBusy(true);
          const answer = await call("POST", "/api/v1/desk/sending/open", { key: gate });
          setBusy(false);
          setProblem(answer.ok ? "" : answer.problem.title);
          router.refresh();
        }}
        type="button"
      >
        Use {name} again
      </button>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}

/** Takes the rate of a domain away. */
export function DropRate({ domain }: { domain: string }) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  return (
    <button
      className="button quiet"
      disabled={isBusy}
      onClick={async () => {
        setBusy(true);
        await call("POST", "/api/v1/desk/sending/rates", { domain, perSecond: null });
        setBusy(false);
        router.refresh();
      }}
      type="button"
    >
      No limit for {domain === "*" ? "the others" : domain}
    </button>
  );
}

/** Gives a domain a rate. What was typed stays until it is taken. */
export function SetRate() {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setBusy(true);
    const answer = await call("POST", "/api/v1/desk/sending/rates", {
      domain: String(fields.get("domain")),
      perSecond: Number(fields.get("perSecond")),
    });
    setBusy(false);
    setProblem(answer.ok ? "" : answer.problem.title);
    if (!answer.ok) return;
    form.reset();
    router.refresh();
  }
  return (
    <>
      <form className="asking" onSubmit={save}>
        <label className="field">
          <span>Domain, or * for each of the others</span>
          <input autoComplete="off" name="domain" placeholder="gmail.com" required spellCheck={false} />
        </label>
        <label className="field">
          <span>Mails a second, of all workers together</span>
          <input inputMode="decimal" max={100_000} min={0.001} name="perSecond" required step="any" type="number" />
        </label>
        <button className="button quiet" disabled={isBusy} type="submit">
          Set this rate
        </button>
      </form>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
