"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

export function SideLink({ href, label, count }: { href: string; label: string; count: number }) {
  const path = usePathname();
  const link = useRef<HTMLAnchorElement>(null);
  const isHere = href === "/desk" ? path === href : path.startsWith(href);
  // On a phone the rooms are one line that moves sideways: where one is stands in its middle.
  useEffect(() => {
    const [here, line] = [link.current, link.current?.parentElement];
    if (isHere && here && line) line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  }, [isHere]);
  return (
    <Link aria-current={isHere ? "page" : undefined} href={href} ref={link}>
      {label} {count > 0 ? <span>{count}</span> : null}
    </Link>
  );
}
