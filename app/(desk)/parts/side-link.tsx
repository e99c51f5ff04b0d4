"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";

export function SideLink({ href, label, count }: { href: string; label: string; count: number }) {
  const path = usePathname();
  const isHere = href === "/desk" ? path === href : path.startsWith(href);
  return (
    <Link aria-current={isHere ? "page" : undefined} href={href}>
      {label} {count > 0 ? <span>{count}</span> : null}
    </Link>
  );
}
