"use client";
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { useCallback, useEffect, useState } from "react";
import { call } from "./call.ts";

type Props = { returnTo: string; begun: string | undefined };

/**
 * One touch for whoever has a passkey: offered in the list under the address field, where the browser can do that, and by a
 * button. The button has its place before it is known whether this browser can.
 */
export function PasskeySignIn({ returnTo, begun }: Props) {
  const [can, setCan] = useState(false);
  const [problem, setProblem] = useState("");

  const signIn = useCallback(
    async (passkey: AuthenticationResponseJSON) => {
      const answer = await call<{ goTo: string }>("POST", "/api/v1/sign-in/passkey", {
        passkey,
        returnTo,
        ...(begun ? { begun } : {}),
      });
      if (answer.ok) location.assign(answer.view.goTo);
      else setProblem(answer.problem.title);
    },
    [returnTo, begun],
  );

  useEffect(() => {
    let isGone = false;
    setCan("PublicKeyCredential" in window);
    void offerInTheList();
    return () => {
      isGone = true;
    };

    async function offerInTheList() {
      const { browserSupportsWebAuthnAutofill } = await import("@simplewebauthn/browser");
      if (isGone || !(await browserSupportsWebAuthnAutofill()) || isGone) return;
      const answer = await ask(true);
      // Called off by the button, or by leaving the page: nobody asked for anything.
      if (typeof answer !== "string" && !isGone) await signIn(answer);
    }
  }, [signIn]);

  async function press() {
    setProblem("");
    const answer = await ask(false);
    if (typeof answer === "string") setProblem(answer);
    else await signIn(answer);
  }

  return (
    <>
      <button className={can ? "link touch" : "link touch unsure"} onClick={() => void press()} type="button">
        Sign in with a passkey
      </button>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}

/** What the passkey has signed, or why it did not. */
async function ask(isInTheList: boolean): Promise<AuthenticationResponseJSON | string> {
  const options = await call<PublicKeyCredentialRequestOptionsJSON>("POST", "/api/v1/sign-in/passkey/options", {});
  if (!options.ok) return options.problem.title;
  const { startAuthentication } = await import("@simplewebauthn/browser");
  try {
    return await startAuthentication({ optionsJSON: options.view, useBrowserAutofill: isInTheList });
  } catch {
    return "No passkey was used: it was called off, or there is none for this site. Ask for a mail instead.";
  }
}
