"use client";
import { useState } from "react";
import { showPasskey } from "./show-passkey.ts";

/** One touch, and on to where it was asked for. */
export function ProveByPasskey({ goOn, isFirst }: { goOn: string; isFirst: boolean }) {
  const [problem, setProblem] = useState("");
  async function press() {
    const refused = await showPasskey();
    setProblem(refused ?? "");
    if (refused === undefined) location.assign(goOn);
  }
  return (
    <>
      <button className={isFirst ? "button" : "button quiet"} onClick={() => void press()} type="button">
        Use a passkey
      </button>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
