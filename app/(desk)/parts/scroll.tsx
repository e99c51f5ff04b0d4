import type { ReactNode } from "react";

/** A wide table scrolls inside its own frame, which takes the focus so that a keyboard can scroll it too. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard (WCAG 2.1.1)
    <section aria-label={label} className="scroll" tabIndex={0}>
      {children}
    </section>
  );
}
