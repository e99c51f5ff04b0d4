import Link from "next/link";

const pages = [
  { href: "/desk/sending", label: "Providers and pace" },
  { href: "/desk/sending/returns", label: "Returned mail" },
  { href: "/desk/sending/deliverability", label: "Deliverability" },
];

/** The pages about mail as a whole. */
export function SendingTabs({ here }: { here: string }) {
  return (
    <nav aria-label="About sending" className="tabs">
      {pages.map(({ href, label }) => (
        <Link aria-current={href === here ? "page" : undefined} href={href} key={href}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
