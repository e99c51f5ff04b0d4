import Link from "next/link";
import type { ReactNode } from "react";
import { mayDo } from "@/lib/access.ts";
import { ownerOf } from "@/lib/bookmarks/device-copy.ts";
import { newOffersAtHead } from "@/lib/offers/new-offers.ts";
import "../look/reader.css";
import { isMember, openOffers, pageCtx, publication } from "../page-context.ts";
import { DeviceKeeper } from "./parts/device-keeper.tsx";
import { FindZone } from "./parts/find-zone.tsx";
import { GoingSoon } from "./parts/going-soon.tsx";
import { OffersLink } from "./parts/offers-link.tsx";

export default async function ReaderLayout({ children }: { children: ReactNode }) {
  const [ctx, { name, postalAddress }] = await Promise.all([pageCtx(), publication()]);
  const member = isMember(ctx) ? ctx.actor : undefined;
  const fresh = isMember(ctx) ? await newOffersAtHead(ctx, openOffers) : 0;
  const owner = isMember(ctx) ? ownerOf(ctx) : null;
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="bar">
        <div>
          <Link className="name" href="/" prefetch={false}>
            {name}
          </Link>
          {/* Each page knows its reader, so loading five of them ahead would cost as much as reading five. */}
          <nav aria-label="Members">
            <Link href="/newsletters" prefetch={false}>
              Newsletters
            </Link>
            <Link href="/reading-list" prefetch={false}>
              Reading list
            </Link>
            <OffersLink fresh={fresh} />
            {ctx.env.payments ? (
              <Link href="/plans" prefetch={false}>
                Plans
              </Link>
            ) : null}
            {member && mayDo(member.roles, "desk.enter") ? (
              <Link href="/desk" prefetch={false}>
                Desk
              </Link>
            ) : null}
            {member ? (
              <Link href="/account" prefetch={false}>
                Account
              </Link>
            ) : (
              <Link href="/signin" prefetch={false}>
                Sign in
              </Link>
            )}
          </nav>
        </div>
      </header>
      <main className="page" id="main">
        {isMember(ctx) ? <GoingSoon ctx={ctx} /> : null}
        {member && member.timeZone === null ? <FindZone /> : null}
        {children}
        <DeviceKeeper isOn={ctx.env.readingList.isOffline} key={owner} owner={owner} />
      </main>
      <footer className="foot">
        <div>
          <p className="meta">
            {name}
            <br />
            {postalAddress}
          </p>
          <nav aria-label="About" className="meta">
            <Link href="/guidelines" prefetch={false}>
              Community guidelines
            </Link>
            <Link href="/newsletters" prefetch={false}>
              Newsletters
            </Link>
          </nav>
        </div>
      </footer>
    </>
  );
}
