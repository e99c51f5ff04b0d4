import Link from "next/link";

const lists = [
  { list: "held", href: "/desk/comments", label: "Held" },
  { list: "reported", href: "/desk/comments/reported", label: "Reported" },
  { list: "appeals", href: "/desk/comments/appeals", label: "Appeals" },
  { list: "all", href: "/desk/comments/all", label: "All" },
] as const;

type TabName = (typeof lists)[number]["list"];
export type ListName = Exclude<TabName, "appeals">;

/** The lists of comments, with how many wait in each. */
export function CommentTabs({ here, counts }: { here: TabName; counts: Partial<Record<TabName, number>> }) {
  return (
    <nav aria-label="Lists of comments" className="tabs">
      {lists.map(({ list, href, label }) => (
        <Link aria-current={list === here ? "page" : undefined} href={href} key={list}>
          {label} {counts[list] ? <span className="meta">{counts[list]}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
