"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

/**
 * A form that works without scripts, too. With them, what was typed stays while a second factor is asked for, and when it is refused.
 * @param done where to go on, as the endpoint answers a plain form
 */
export function AskingForm(props: { action: string; done: string; className?: string; children: ReactNode }) {
  const { action, done, className, children } = props;
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);

  async function send(data: FormData) {
    setBusy(true);
    setProblem("");
    const answer = await call("POST", action, Object.fromEntries(data));
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    router.push(done);
    router.refresh();
  }

  return (
    <form
      action={action}
      aria-busy={isBusy}
      className={className}
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void send(new FormData(event.currentTarget));
      }}
    >
      {children}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
