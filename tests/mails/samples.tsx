import type { ReactElement } from "react";
import { StillUnreadMail } from "../../emails/bookmarks-still-unread.tsx";
import { AppealMail } from "../../emails/comments-appeal.tsx";
import { BanMail, LiftedBanMail } from "../../emails/comments-ban.tsx";
import { ApprovalMail, RejectionMail } from "../../emails/comments-decision.tsx";
import { RepliesMail } from "../../emails/comments-replies.tsx";
import { AddressMail } from "../../emails/members-address.tsx";
import { OptInMail } from "../../emails/members-opt-in.tsx";
import { PasskeyMail } from "../../emails/members-passkey.tsx";
import { ProofMail } from "../../emails/members-proof.tsx";
import { RoleMail } from "../../emails/members-role.tsx";
import { SignInMail } from "../../emails/members-sign-in.tsx";
import { MessageMail } from "../../emails/messages-one.tsx";
import { IssueMail } from "../../emails/newsletters-issue.tsx";
import { OfferMail } from "../../emails/offers-notice.tsx";
import type { Block } from "../../emails/parts/blocks.tsx";
import { ErasureMail } from "../../emails/personal-data-erasure.tsx";
import { ExportMail } from "../../emails/personal-data-export.tsx";
import { PaymentFailedMail, PlanBeganMail } from "../../emails/plans.tsx";
import {
  GiftBoughtMail,
  GiftEndsMail,
  GiftMail,
  GiftUndeliveredMail,
  GiftWaitsMail,
} from "../../emails/plans-gifts.tsx";
import { GroupBeganMail, SeatEndedMail, SeatInvitationMail, SeatsWaitMail } from "../../emails/plans-groups.tsx";

const publication = "The Meridian";
export const postalAddress = "12 Quay Street, Marlow, MX4 1AB";
const from = { publication, postalAddress };
const at = (path: string) => `https://members.meridian.example/${path}`;
/** As long as the longest of ours: signed, and with what it is about. */
const link = at(`confirm/${"0192f0c4-7d1e-7c32-9f0a-5b6c7d8e9f00".repeat(3)}.${"k".repeat(43)}`);

const story = (nth: number): Block => ({
  kind: "story",
  title: `The ledger of the weir, part ${nth}: who kept it, and what it says about forty years of water`,
  standfirst: `${"In the fourth winter of the survey nobody could say any more who had read the gauge, or why. ".repeat(3)}Part ${nth}.`,
  byline: "Ines Okafor and Tomás Ó Súilleabháin",
  address: `https://www.meridian.example/rivers/2026/the-ledger-of-the-weir-part-${nth}?utm_source=newsletter`,
  imageAddress: `https://www.meridian.example/pictures/2026/weir-${nth}-1200.jpg`,
});

export const twelveStories: Block[] = Array.from({ length: 12 }, (_, nth) => story(nth + 1));

const words = [
  "I have read the ledger at the weir, and I counted the figures of forty winters in it; nobody has signed for the last of them.",
  "My grandfather kept the gauge, and he wrote down what he saw.",
].join(" ");
const gift = {
  ...{ ...from, plan: "The Meridian, digital", sections: [], lasts: "a year", fromName: "Wanda Pryor", link },
  ...{ openUntil: "14 March 2027", code: "MRD-7K2F-9QXA-44TP" },
};
const group = { ...from, group: "Marlow Grammar School", plan: "The Meridian, digital", link };
const part = { number: 3, title: "No attacks on people", link: at("guidelines#3") };

/** Every mail that we make, as it is when it has much to say, by its component. */
export const samples: Record<string, ReactElement> = {
  SignInMail: <SignInMail {...from} code="402913" link={link} minutes={20} />,
  ProofMail: <ProofMail {...from} code="402913" devices={at("account/devices")} minutes={10} />,
  AddressMail: (
    <AddressMail
      {...from}
      devices={at("account/devices")}
      hours={24}
      link={link}
      newEmail="wanda@new.example"
      side="from"
    />
  ),
  RoleMail: (
    <RoleMail
      {...from}
      acts={["Edit the house rules", "Write newsletters"]}
      by="Ada Admin"
      isGiven
      link={at("desk")}
      roleName="editor"
    />
  ),
  PasskeyMail: <PasskeyMail {...from} link={at("account/passkeys")} name="Wanda’s phone" />,
  OptInMail: <OptInMail {...from} days={7} link={link} title="The Tide, every Friday" wording={words} />,
  IssueMail: (
    <IssueMail
      {...from}
      blocks={twelveStories}
      direction="ltr"
      language="en"
      leave={link}
      newsletter="The Tide"
      online={at("newsletters/tide/12")}
      preview="Twelve stories from the river."
      subject="What the tide brought"
    />
  ),
  MessageMail: (
    <MessageMail
      {...from}
      blocks={[
        { kind: "text", spans: [{ text: words }] },
        { kind: "button", label: "See it", href: link },
      ]}
      direction="ltr"
      language="en"
      preview="Your address is changed."
      subject="Your paper comes to the new address"
      why="You get this because you get our paper by post."
    />
  ),
  OfferMail: (
    <OfferMail
      {...from}
      code="SPRING-7K2F"
      description={words}
      endsAt="31 March 2026, 23:59"
      leave={link}
      link={link}
      linkLabel="Take it"
      occasion="notice"
      terms="Half the price for three months, then the price of the plan. For members who had no plan before."
      title="Half the price in spring"
    />
  ),
  RepliesMail: (
    <RepliesMail
      {...from}
      all={at("account/comments")}
      choose={at("account/mails")}
      more={4}
      replies={[1, 2, 3].map((nth) => ({
        ...{ id: String(nth), name: "Tomás Ó Súilleabháin", story: "The ledger of the weir", answered: words },
        ...{ text: words, link: `${link}${nth}`, mute: `${link}m${nth}` },
      }))}
      rhythm="once a day"
      stop={link}
    />
  ),
  StillUnreadMail: (
    <StillUnreadMail
      {...from}
      list={at("reading-list")}
      stop={link}
      stories={[1, 2, 3].map((nth) => ({
        ...{ id: String(nth), title: `The ledger of the weir, part ${nth}`, standfirst: words, byline: "Ines Okafor" },
        ...{ saved: "14 March", isCorrected: nth === 2, link: at(`stories/${nth}`) },
      }))}
      unread={17}
    />
  ),
  RejectionMail: (
    <RejectionMail
      {...from}
      appealUntil="28 March 2026"
      came="Three readers reported it."
      comment={words}
      link={link}
      part={part}
      story="The ledger of the weir"
      wasPublished={true}
      words={words}
    />
  ),
  ApprovalMail: (
    <ApprovalMail {...from} account={at("account/mails")} comment={words} link={link} story="The ledger of the weir" />
  ),
  AppealMail: <AppealMail {...from} comment={words} isOverturned={true} link={link} story="The ledger" words={words} />,
  BanMail: (
    <BanMail
      {...from}
      contact="moderators@meridian.example"
      isReplacement={false}
      lasts="until 14 March 2026 at 12:00 UTC"
      part={part}
      words={words}
    />
  ),
  LiftedBanMail: <LiftedBanMail {...from} contact="moderators@meridian.example" since="1 March 2026" words={words} />,
  ExportMail: <ExportMail {...from} days={7} link={link} />,
  ErasureMail: <ErasureMail {...from} due="28 March 2026" keepsComments={true} link={link} />,
  PlanBeganMail: (
    <PlanBeganMail
      {...from}
      goesOn="9 € a month, the next time on 14 April 2026."
      isPaid={true}
      link={link}
      plan="The Meridian, digital"
      sections={["Rivers", "Harbour"]}
    />
  ),
  PaymentFailedMail: (
    <PaymentFailedMail {...from} link={link} plan="The Meridian, digital" price="9 €" until="21 March 2026" />
  ),
  GiftMail: <GiftMail {...gift} message={words} toName="Cora Lind" />,
  GiftBoughtMail: (
    <GiftBoughtMail {...gift} goesOut="It is mailed on 14 March." page={link} price="90 €" toName="Cora Lind" />
  ),
  GiftUndeliveredMail: <GiftUndeliveredMail {...gift} page={link} toEmail="cora@far.example" toName="Cora Lind" />,
  GiftWaitsMail: <GiftWaitsMail {...gift} isTheirs={true} toName="Cora Lind" />,
  GiftEndsMail: <GiftEndsMail {...gift} plans={at("plans")} until="14 March 2027" />,
  SeatInvitationMail: <SeatInvitationMail {...group} sections={["Rivers", "Harbour"]} until="14 April 2026" />,
  GroupBeganMail: <GroupBeganMail {...group} price="9 € a month" renews=", next on 14 April 2026" seats={30} />,
  SeatsWaitMail: <SeatsWaitMail {...group} seats={30} waiting={2} />,
  SeatEndedMail: <SeatEndedMail {...group} isGroupOver={true} />,
};
