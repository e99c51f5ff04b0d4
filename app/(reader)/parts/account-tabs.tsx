import Link from "next/link";

const pages = [
  ["/account", "You"],
  ["/account/plan", "Your plan"],
  ["/account/devices", "Devices"],
  ["/account/data", "Your data"],
] as const;

/** The parts of the account, above each of them. */
export const AccountTabs = ({ at }: { at: (typeof pages)[number][0] }) => (
  <nav aria-label="Account" className="tabs">
    {pages.map(([path, label]) => (
      <Link aria-current={path === at ? "page" : undefined} href={path} key={path}>
        {label}
      </Link>
    ))}
  </nav>
);
