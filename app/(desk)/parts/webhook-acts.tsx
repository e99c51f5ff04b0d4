"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

type Act = "pause" | "resume" | "roll" | "test" | "remove";

const words: Record<Act, string> = {
  pause: "Paused. Nothing is sent, and nothing new is kept for it.",
  resume: "It is told again.",
  roll: "It has a new secret. For a day the one before signs as well.",
  test: "A test is on its way. Load the page again in a moment to see what it answered.",
  remove: "",
};

/** What can be done with a webhook. To remove it is asked once more. */
export function WebhookActs({ id, isPaused }: { id: string; isPaused: boolean }) {
  const router = useRouter();
  const [word, setWord] = useState({ text: "", isProblem: false });
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function press(act: Act) {
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/webhooks/${id}/acts`, { act });
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    if (act === "remove") return router.push("/desk/webhooks");
    setWord({ text: words[act], isProblem: false });
    router.refresh();
  }
  const button = (act: Act, name: string) => (
    <button className="button quiet" disabled={isBusy} onClick={() => void press(act)} type="button">
      {name}
    </button>
  );

  return (
    <>
      <div className="keys">
        {button("test", "Send a test")}
        {isPaused ? button("resume", "Resume") : button("pause", "Pause")}
        {button("roll", "Give it a new secret")}
        {isSure ? (
          button("remove", "Remove it with its log")
        ) : (
          <button className="button quiet" onClick={() => setSure(true)} type="button">
            Remove …
          </button>
        )}
      </div>
      <p className={word.text ? (word.isProblem ? "said problem" : "said") : "meta"} role="status">
        {word.text}
      </p>
    </>
  );
}

/** Sends one request once more. */
export function ReplayButton({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [word, setWord] = useState("");
  return (
    <div className="keys">
      <button
        aria-label={`Send it once more: ${name}`}
        className="button quiet"
        onClick={async () => {
          const answer = await call("POST", `/api/v1/desk/webhook-deliveries/${id}/replay`, {});
          setWord(answer.ok ? "It is on its way, with the same id." : answer.problem.title);
          if (answer.ok) router.refresh();
        }}
        type="button"
      >
        Send it once more
      </button>
      <span className="meta" role="status">
        {word}
      </span>
    </div>
  );
}
