"use client";
import { useEffect } from "react";

/**
 * Says on the document that the page listens to keys and presses: what is pressed before that, only links and forms
 * understand. It stands behind the page, so that everything before it listens already.
 */
export function Live() {
  useEffect(() => {
    document.documentElement.dataset.live = "yes";
  }, []);
  return null;
}
