import type { ContactRules } from "@/lib/delivery/contact.ts";

const hours = Array.from({ length: 24 }, (_, hour) => hour).map((hour) => (
  <option key={hour} value={hour}>
    {hour}:00
  </option>
));

/** How many mails about offers a member gets, and when. */
export function ContactSettings({ rules: { most, days, quietFrom, quietTo } }: { rules: ContactRules }) {
  return (
    <>
      <h2 id="contact">Mails about offers</h2>
      <form action="/api/v1/desk/settings/contact" className="form" method="post">
        <fieldset className="lengths">
          <legend>How many a member gets</legend>
          <label>
            <input defaultChecked={most !== null} name="isCapped" type="radio" value="yes" />
            So many at most, whichever offers they are about
          </label>
          <label>
            <input defaultChecked={most === null} name="isCapped" type="radio" value="no" />
            As many as are sent
          </label>
        </fieldset>
        <label className="field">
          <span>Mails</span>
          <input defaultValue={most ?? 2} max={30} min={1} name="most" required type="number" />
        </label>
        <label className="field">
          <span>In so many days</span>
          <input defaultValue={days} max={31} min={1} name="days" required type="number" />
          <span className="hint">
            Notices and reminders count together, newsletters do not. Who has had so many does not get the next one; the
            page of that mailing counts them and says why.
          </span>
        </label>
        <fieldset className="lengths">
          <legend>When they come</legend>
          <label>
            <input defaultChecked={quietFrom !== null} name="isQuiet" type="radio" value="yes" />
            Not in quiet hours
          </label>
          <label>
            <input defaultChecked={quietFrom === null} name="isQuiet" type="radio" value="no" />
            At any hour
          </label>
        </fieldset>
        <label className="field">
          <span>Quiet from</span>
          <select defaultValue={quietFrom ?? 21} name="quietFrom">
            {hours}
          </select>
        </label>
        <label className="field">
          <span>Until</span>
          <select defaultValue={quietTo ?? 8} name="quietTo">
            {hours}
          </select>
          <span className="hint">
            Where each member is, summer time and all; where that is not known, where the publication is. What comes due
            meanwhile waits for their morning.
          </span>
        </label>
        <div>
          <button className="button" type="submit">
            Save for offers
          </button>
        </div>
      </form>
    </>
  );
}
