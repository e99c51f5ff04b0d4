"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

type Given = { id: string; address: string; description: string; events: string[] };

/** Makes a webhook, or changes one. */
export function WebhookForm({ types, given }: { types: [string, string][]; given?: Given }) {
  const router = useRouter();
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);

  async function save(form: FormData) {
    setBusy(true);
    const body = {
      address: form.get("address"),
      description: form.get("description"),
      events: form.getAll("events"),
    };
    const answer = given
      ? await call<{ id: string }>("PUT", `/api/v1/desk/webhooks/${given.id}`, body)
      : await call<{ id: string }>("POST", "/api/v1/desk/webhooks", body);
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    if (!given) return router.push(`/desk/webhooks/${answer.view.id}`);
    setWord({ text: "Saved.", isProblem: false });
    router.refresh();
  }

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void save(new FormData(event.currentTarget));
      }}
    >
      <label className="field">
        <span>Address</span>
        <input
          defaultValue={given?.address}
          maxLength={2000}
          name="address"
          placeholder="https://cms.example.org/masthead"
          required
          type="url"
        />
        <span className="hint">It must answer with a 2xx within fifteen seconds.</span>
      </label>
      <label className="field">
        <span>What it is for (optional)</span>
        <input defaultValue={given?.description} maxLength={200} name="description" />
      </label>
      <fieldset className="event-types">
        <legend>It is told of</legend>
        {types.map(([type, says]) => (
          <label key={type}>
            <input defaultChecked={given?.events.includes(type)} name="events" type="checkbox" value={type} />
            <span>
              <code>{type}</code>
              <span className="hint">{says}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {word ? (
        <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
          {word.text}
        </p>
      ) : null}
      <div>
        <button className="button" disabled={isBusy} type="submit">
          {given ? "Save" : "Make it"}
        </button>
      </div>
    </form>
  );
}
