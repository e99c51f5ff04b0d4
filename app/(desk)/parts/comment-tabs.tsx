import Link from "next/link";

const lists = [
  { list: "held", href: "/desk/comments", label: "Held" },
  { list: "reported", href: "/desk/comments/reported", label: "Reported" },
  { list: "appeals", href: "/desk/comments/appeals", label: "Appeals" },
  { list: "all", href: "/desk/comments/all", label: "All" },
] as const;

type TabName = (typeof lists)[number]["list"];
export type ListName = Exclude<TabName, "appeals">;

/** The lists of comments, with how many wait in each. `here` is null on a page that is none of them. */
export function CommentTabs({ here, counts }: { here: TabName | null; counts: Partial<Record<TabName, number>> }) {
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
