"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

/** A form of this room: what was typed stays until it is done, and what was wrong is said above its button. */
export function PlanForm(props: {
  method: "POST" | "PATCH";
  path: string;
  done: string;
  label: string;
  empties?: boolean;
  isQuiet?: boolean;
  children: ReactNode;
}) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault();
        if (isBusy) return;
        setBusy(true);
        const answer = await call(props.method, props.path, Object.fromEntries(new FormData(event.currentTarget)));
        setBusy(false);
        if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
        setWord({ text: props.done, isProblem: false });
        if (props.empties) form.current?.reset();
        router.refresh();
      }}
      ref={form}
    >
      {props.children}
      <p
        className={word ? (word.isProblem ? "said problem" : "said") : "hidden"}
        role={word?.isProblem ? "alert" : "status"}
      >
        {word?.text}
      </p>
      <div>
        <button className={props.isQuiet ? "button quiet" : "button"} disabled={isBusy} type="submit">
          {props.label}
        </button>
      </div>
    </form>
  );
}
