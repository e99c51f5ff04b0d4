"use client";
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/browser";
import { useEffect, useState } from "react";
import { call } from "./call.ts";

/** Makes a passkey on this device. It needs scripts and a browser that knows how; whoever has neither is told so. */
export function AddPasskey({ then = "/account/devices?done=passkey-added#passkeys" }: { then?: string }) {
  const [state, setState] = useState<"unknown" | "can" | "cannot" | "busy">("unknown");
  const [problem, setProblem] = useState("");
  useEffect(() => setState("PublicKeyCredential" in window ? "can" : "cannot"), []);

  async function add() {
    setState("busy");
    setProblem((await make(then)) ?? "");
    setState("can");
  }

  return (
    <div className="stack onward">
      {state === "cannot" ? (
        <p className="meta">This browser cannot make passkeys. A newer one can.</p>
      ) : (
        <button className="button quiet" disabled={state !== "can"} onClick={() => void add()} type="button">
          Add a passkey on this device
        </button>
      )}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <noscript>
        <p className="meta">Adding one needs scripts. You can always sign in by mail.</p>
      </noscript>
    </div>
  );
}

/** Leads on when it was kept; else says why not. */
async function make(then: string): Promise<string | undefined> {
  const options = await call<PublicKeyCredentialCreationOptionsJSON>("POST", "/api/v1/me/passkeys/options", {});
  if (!options.ok) return options.problem.title;
  const { startRegistration } = await import("@simplewebauthn/browser");
  try {
    const passkey = await startRegistration({ optionsJSON: options.view });
    const kept = await call("POST", "/api/v1/me/passkeys", { passkey });
    if (!kept.ok) return kept.problem.title;
    location.assign(then);
    return undefined;
  } catch (refused) {
    return refused instanceof Error && refused.name === "InvalidStateError"
      ? "This device has a passkey for you already."
      : "No passkey was made: it was called off, or the device took too long. Nothing has changed; try again.";
  }
}
