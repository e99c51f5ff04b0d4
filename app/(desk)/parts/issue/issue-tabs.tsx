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
      {pages.map(({ name, href, label }) => (
        <Link aria-current={name === here ? "page" : undefined} href={href} key={name} prefetch={false}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
