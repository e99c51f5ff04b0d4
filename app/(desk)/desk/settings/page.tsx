import type { Metadata } from "next";
import Link from "next/link";
import { commentSettingsOf } from "@/lib/comments/settings.ts";
import { contactRulesOf } from "@/lib/delivery/contact.ts";
import { figureModeOf } from "@/lib/figures/settings.ts";
import { newsletterSettingsOf } from "@/lib/newsletters/settings.ts";
import { planSettingsOf } from "@/lib/plans/settings.ts";
import { Said } from "../../../(reader)/parts/said.tsx";
import { deskCtx, publication, type Search } from "../../../page-context.ts";
import { ContactSettings } from "../../parts/contact-settings.tsx";

export const metadata: Metadata = { title: "Settings", robots: "noindex" };

export default async function Settings({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx("settings.edit");
  const [{ name, mailFrom, postalAddress, timeZone }, comments, newsletters, figures, plans, contact] =
    await Promise.all([
      publication(),
      commentSettingsOf(ctx),
      newsletterSettingsOf(ctx),
      figureModeOf(ctx),
      planSettingsOf(ctx),
      contactRulesOf(ctx),
    ]);
  return (
    <>
      <div className="top">
        <h1>Settings</h1>
        {/* It has a policy of its own, for it frames mails, which comes with loading it (proxy.ts). */}
        <a className="button quiet" href="/desk/settings/mails">
          Look of mails
        </a>
        <Link className="button quiet" href="/desk/settings/staff">
          Staff
        </Link>
        <Link className="button quiet" href="/desk/settings/sign-on">
          Single sign-on
        </Link>
      </div>
      <div className="sheet">
        <h2>The publication</h2>
        <Said search={searchParams} />
        <form action="/api/v1/desk/settings/publication" className="form" method="post">
          <label className="field">
            <span>Name</span>
            <input defaultValue={name} maxLength={80} name="name" required />
            <span className="hint">Stands at the head of every page and mail.</span>
          </label>
          <label className="field">
            <span>Mail is sent from</span>
            <input defaultValue={mailFrom} name="mailFrom" required type="email" />
            <span className="hint">One plain address whose domain lets your mail server send for it (SPF, DKIM).</span>
          </label>
          <label className="field">
            <span>Postal address</span>
            <textarea
              className="short"
              defaultValue={postalAddress}
              maxLength={300}
              name="postalAddress"
              required
              rows={3}
            />
            <span className="hint">Every newsletter and offer carries it, as the law asks.</span>
          </label>
          <label className="field">
            <span>Time zone</span>
            <select defaultValue={timeZone} name="timeZone">
              {["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
            <span className="hint">
              Where a day of the publication begins: for figures by month, for bans until a day, and for the moment at
              which comments close.
            </span>
          </label>
          <div>
            <button className="button" type="submit">
              Save
            </button>
          </div>
        </form>
        <h2>Newsletters</h2>
        <form action="/api/v1/desk/settings/newsletters" className="form" method="post">
          <fieldset className="lengths">
            <legend>Approval before an issue is sent</legend>
            <label>
              <input defaultChecked={!newsletters.fourEyes} name="fourEyes" type="radio" value="no" />
              Whoever may send sends
            </label>
            <label>
              <input defaultChecked={newsletters.fourEyes} name="fourEyes" type="radio" value="yes" />
              Somebody else than its writer approves it first
            </label>
          </fieldset>
          <p className="hint">Each version is approved by itself: whoever changes a word asks anew.</p>
          <div>
            <button className="button" type="submit">
              Save for newsletters
            </button>
          </div>
        </form>
        <form action="/api/v1/desk/settings/figures" className="form" method="post">
          <fieldset className="lengths">
            <legend>What is counted of issues that are sent from now on</legend>
            <label>
              <input defaultChecked={figures === "off"} name="mode" type="radio" value="off" />
              Nothing: mails hold nothing to count by, and links lead straight on
            </label>
            <label>
              <input defaultChecked={figures === "aggregate"} name="mode" type="radio" value="aggregate" />
              How many: openings and presses, and not whose
            </label>
            <label>
              <input defaultChecked={figures === "per_reader"} name="mode" type="radio" value="per_reader" />
              How many, and who, of those who agreed to that on their account page
            </label>
          </fieldset>
          <p className="hint">
            Links then lead over an address of this site. Readers are told so under Newsletters and on their account
            page. Once this says nothing, nothing of mails that are out is counted either; their links lead on for ever.
          </p>
          <div>
            <button className="button" type="submit">
              Save what is counted
            </button>
          </div>
        </form>
        <ContactSettings rules={contact} />
        <h2>Plans and free stories</h2>
        {ctx.env.payments ? (
          <form action="/api/v1/desk/settings/plans" className="form" method="post">
            <fieldset className="lengths">
              <legend>Who has no plan reads</legend>
              <label>
                <input defaultChecked={!plans.isMetered} name="isMetered" type="radio" value="no" />
                Everything
              </label>
              <label>
                <input defaultChecked={plans.isMetered} name="isMetered" type="radio" value="yes" />
                So many stories a month
              </label>
            </fieldset>
            <label className="field">
              <span>Free stories a month</span>
              <input defaultValue={plans.freeStories} max={50} min={0} name="freeStories" required type="number" />
              <span className="hint">
                Counted in the browser of each reader, by a cookie that only we can write. 0 lets nobody in without a
                plan. A month begins in the time zone of the publication.
              </span>
            </label>
            <label className="field">
              <span>Sections in which they are counted (optional)</span>
              <input defaultValue={plans.meteredSections.join(", ")} maxLength={2000} name="meteredSections" />
              <span className="hint">With commas between. Left empty, in all; stories of other sections are open.</span>
            </label>
            <label className="field">
              <span>Open to links from these hosts (optional)</span>
              <input
                defaultValue={plans.openFrom.join(", ")}
                maxLength={4000}
                name="openFrom"
                placeholder="www.library.example, t.co"
              />
              <span className="hint">
                Whoever comes by a link from there, or from a host below it, reads that story uncounted. A browser says
                itself where it comes from, so this is a courtesy and no lock.
              </span>
            </label>
            <fieldset className="lengths">
              <legend>Search engines</legend>
              <label>
                <input defaultChecked={!plans.letsSearchEnginesIn} name="letsSearchEnginesIn" type="radio" value="no" />
                Are counted like everybody
              </label>
              <label>
                <input defaultChecked={plans.letsSearchEnginesIn} name="letsSearchEnginesIn" type="radio" value="yes" />
                Read everything
              </label>
            </fieldset>
            <p className="hint">
              Google, Bing, Apple and Yandex, once the name of the machine proves that it is theirs.
            </p>
            <label className="field">
              <span>Days of grace when a payment fails</span>
              <input defaultValue={plans.graceDays} max={60} min={0} name="graceDays" required type="number" />
              <span className="hint">So long its member reads on, while Stripe tries again.</span>
            </label>
            <label className="field">
              <span>Days in which a gift can be opened</span>
              <input defaultValue={plans.giftDays} max={1825} min={0} name="giftDays" required type="number" />
              <span className="hint">
                Counted from when it is paid, or from the day on which it is mailed; 30 at least. Write 0 to sell no
                plans as gifts.
              </span>
            </label>
            <div>
              <button className="button" type="submit">
                Save for plans
              </button>
            </div>
          </form>
        ) : (
          <p className="hint">Nothing is sold here, so every story is open to everybody.</p>
        )}
        <h2>Comments</h2>
        <form action="/api/v1/desk/settings/comments" className="form" method="post">
          <label className="field">
            <span>Reports that hold a comment</span>
            <input
              defaultValue={comments.reportsToHold}
              max={100}
              min={1}
              name="reportsToHold"
              required
              type="number"
            />
            <span className="hint">
              When so many members have reported a comment that no moderator has read, it waits until one has. Members
              whose reports were mostly turned down lately do not count.
            </span>
          </label>
          <label className="field">
            <span>Days to appeal</span>
            <input defaultValue={comments.appealDays} max={365} min={1} name="appealDays" required type="number" />
            <span className="hint">For so long after a rejection its author can ask that somebody else reads it.</span>
          </label>
          <label className="field">
            <span>Address for questions about moderation (optional)</span>
            <input defaultValue={comments.contact} maxLength={254} name="contact" type="email" />
            <span className="hint">
              Whoever may not comment is told to write there. Left empty, it is the address that mail is sent from.
            </span>
          </label>
          <label className="field">
            <span>Comments close after so many days</span>
            <input
              defaultValue={comments.closeAfterDays}
              max={3650}
              min={0}
              name="closeAfterDays"
              required
              type="number"
            />
            <span className="hint">
              Counted from when their story was published; 0 keeps them open. A story can be set otherwise where its
              comments stand at the desk.
            </span>
          </label>
          <label className="field">
            <span>Figures of moderation</span>
            <select defaultValue={comments.showsFigures ? "yes" : "no"} name="showsFigures">
              <option value="yes">Everybody can read them, at /transparency</option>
              <option value="no">Nobody can read them</option>
            </select>
            <span className="hint">
              How many comments were held and rejected, why, and how long it took. No names, no words.
            </span>
          </label>
          <div>
            <button className="button" type="submit">
              Save for comments
            </button>
          </div>
        </form>
      </div>
    </>
  );
}
