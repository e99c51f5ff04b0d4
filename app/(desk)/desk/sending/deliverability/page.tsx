import type { Metadata } from "next";
import { Fragment } from "react";
import { systemNames } from "@/lib/delivery/deliverability/names.ts";
import { readDeliverability } from "@/lib/desk/deliverability.ts";
import { deskCtx } from "../../../../page-context.ts";
import { FindingList } from "../../../parts/finding-list.tsx";
import { SendingTabs } from "../../../parts/sending-tabs.tsx";

export const metadata: Metadata = { title: "Deliverability", robots: "noindex" };

export default async function DeliverabilityPage() {
  const ctx = await deskCtx("mailings.read");
  const { domains, house } = await readDeliverability(ctx, systemNames());
  return (
    <>
      <div className="top">
        <h1>Deliverability</h1>
        <SendingTabs here="/desk/sending/deliverability" />
      </div>
      <div className="sheet">
        <p className="meta">
          What DNS says, just now and seen from here, of who sends your mails: receivers ask the same before they
          believe one. What could not be looked at is said so. An operator sees this, and the rest of the house, by{" "}
          <code>masthead doctor</code>.
        </p>
        {domains.map(({ domain, senders, findings }) => (
          <Fragment key={domain}>
            <h2>{domain}</h2>
            <p className="meta">Mails of {senders.join(", ")} come from there.</p>
            <FindingList findings={findings} />
          </Fragment>
        ))}
        <h2>Whichever domain they come from</h2>
        <FindingList findings={house} />
      </div>
    </>
  );
}
