import Link from "next/link";
import type { ReactNode } from "react";
import { type DeskAct, mayDo } from "@/lib/access.ts";
import { ownerOf } from "@/lib/bookmarks/device-copy.ts";
import { countWaiting } from "@/lib/comments/desk-reads.ts";
import "../../look/desk.css";
import "../../look/reader.css";
import { DeviceKeeper } from "../../(reader)/parts/device-keeper.tsx";
import { ProofDialog } from "../../(reader)/parts/proof-dialog.tsx";
import { deskCtx, publication } from "../../page-context.ts";
import { InFlight } from "../parts/in-flight.tsx";
import { SideLink } from "../parts/side-link.tsx";

const rooms: { href: string; label: string; act: DeskAct }[] = [
  { href: "/desk", label: "Today", act: "desk.enter" },
  { href: "/desk/comments", label: "Comments", act: "comments.moderate" },
  { href: "/desk/members", label: "Members", act: "members.read" },
  { href: "/desk/newsletters", label: "Newsletters", act: "newsletters.write" },
  { href: "/desk/series", label: "Series", act: "newsletters.write" },
  { href: "/desk/audiences", label: "Audiences", act: "audiences.write" },
  { href: "/desk/messages", label: "Messages", act: "messages.write" },
  { href: "/desk/offers", label: "Offers", act: "offers.write" },
  { href: "/desk/plans", label: "Plans", act: "plans.read" },
  { href: "/desk/sending", label: "Sending", act: "mailings.read" },
  { href: "/desk/stories", label: "Stories", act: "stories.import" },
  { href: "/desk/guidelines", label: "Guidelines", act: "guidelines.edit" },
  { href: "/desk/rules", label: "House rules", act: "rules.edit" },
  { href: "/desk/embeds", label: "On your pages", act: "settings.edit" },
  { href: "/desk/keys", label: "Keys", act: "settings.edit" },
  { href: "/desk/webhooks", label: "Webhooks", act: "settings.edit" },
  { href: "/desk/audit", label: "Audit", act: "audit.read" },
  { href: "/desk/settings", label: "Settings", act: "settings.edit" },
];

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const [ctx, { name }] = await Promise.all([deskCtx(), publication()]);
  const { waiting } = await countWaiting(ctx);
  return (
    <div className="desk">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <nav aria-label="Desk" className="side">
        <Link className="name" href="/">
          {name}
        </Link>
        <div className="rooms">
          {rooms
            .filter((room) => mayDo(ctx.actor.roles, room.act))
            .map((room) => (
              <SideLink
                count={room.href === "/desk/comments" ? waiting : 0}
                href={room.href}
                key={room.href}
                label={room.label}
              />
            ))}
        </div>
        <p className="meta">
          {ctx.actor.displayName ?? ctx.actor.email}
          <br />
          {ctx.actor.roles.join(", ")}
          <br />
          <Link href="/prove">Second factor</Link>
        </p>
      </nav>
      <main id="main">
        <InFlight mayRun={mayDo(ctx.actor.roles, "mailings.run")} />
        {children}
        <DeviceKeeper isOn={ctx.env.readingList.isOffline} owner={ownerOf(ctx)} />
      </main>
      <ProofDialog />
    </div>
  );
}
