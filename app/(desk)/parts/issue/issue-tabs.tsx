import Link from "next/link";

/** From the first word to the readers. */
export function IssueTabs({ at, here }: { at: string; here: "write" | "preview" | "send" }) {
  const pages = [
    { name: "write", href: at, label: "Write" },
    { name: "preview", href: `${at}/preview`, label: "Preview" },
    { name: "send", href: `${at}/send`, label: "Check and send" },
  ];
  return (
    <nav aria-label="About this issue" className="tabs">
      {pages.map(({ name, href, label }) => {
        const current = name === here ? "page" : undefined;
        // The preview has a policy of its own, which comes with loading it (proxy.ts).
        return name === "preview" ? (
          <a aria-current={current} href={href} key={name}>
            {label}
          </a>
        ) : (
          <Link aria-current={current} href={href} key={name} prefetch={false}>
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
