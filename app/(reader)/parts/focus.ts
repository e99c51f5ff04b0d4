import { type RefObject, useEffect, useRef } from "react";

/** Whoever stood on a button when its time was over stands on its comment then, and not at the top of the page. */
export function useFocusKept(
  isThere: boolean,
  button: RefObject<HTMLElement | null>,
  instead: RefObject<HTMLElement | null>,
) {
  const wasOn = useRef(false);
  useEffect(() => {
    // A button that is hidden keeps the focus until the next picture is drawn; one that is gone has lost it already.
    const isNowhere = document.activeElement === document.body || document.activeElement === button.current;
    if (!isThere && wasOn.current && isNowhere) instead.current?.focus();
    wasOn.current = isThere && document.activeElement === button.current;
  }, [isThere, button, instead]);
  useEffect(() => {
    const look = () => {
      wasOn.current = button.current !== null && document.activeElement === button.current;
    };
    document.addEventListener("focusin", look);
    return () => document.removeEventListener("focusin", look);
  }, [button]);
}
