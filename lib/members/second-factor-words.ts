import { Refusal } from "../errors.ts";

/** The same for a code that is wrong, was used, or is of another's app. */
export const wrongCode = () =>
  new Refusal(
    "code_wrong",
    "That code was not taken. Each is good once: wait for the next one in your app, or use a recovery code that is still unused.",
  );
