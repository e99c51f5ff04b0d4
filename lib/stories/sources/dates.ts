/** Without a zone a date is in UTC: the machine's own zone must not decide when a story came out. */
export function readDate(text: string): Date | undefined {
  const iso = text.match(/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i);
  if (iso)
    return validDate(
      `${iso[1]}T${iso[2] ?? "00:00"}${(iso[3] ?? "Z").toUpperCase().replace(/(\d\d)(\d\d)$/, "$1:$2")}`,
    );

  const mail = text.match(
    /^(?:[a-z]+\.?,?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]*\.?[\s-](\d{4}|\d{2})(?:\s+(\d{1,2}):?(\d\d)(?::(\d\d))?)?\s*(.*)$/i,
  );
  if (!mail) return;
  const [, day = "", month = "", year = "", hour = "0", minute = "00", second = "00", zone = ""] = mail;
  const number = MONTHS.indexOf(month.toLowerCase()) / 3 + 1;
  const offset = zoneOffset(zone);
  if (!Number.isInteger(number) || number < 1 || offset === undefined) return;
  const century = year.length === 4 ? "" : Number(year) < 70 ? "20" : "19";
  const two = (value: string | number) => String(value).padStart(2, "0");
  return validDate(`${century}${year}-${two(number)}-${two(day)}T${two(hour)}:${minute}:${second}${offset}`);
}

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
const ZONES: Record<string, string> = {
  ...{ "": "Z", z: "Z", gmt: "Z", ut: "Z", utc: "Z", bst: "+01:00", cet: "+01:00", cest: "+02:00" },
  ...{
    est: "-05:00",
    edt: "-04:00",
    cst: "-06:00",
    cdt: "-05:00",
    mst: "-07:00",
    mdt: "-06:00",
    pst: "-08:00",
    pdt: "-07:00",
  },
};

function zoneOffset(zone: string): string | undefined {
  const plain = zone.replace(/\s*\(.*\)$/, "").toLowerCase();
  const digits = plain.match(/^(?:gmt|utc)?([+-]\d\d):?(\d\d)$/);
  return digits ? `${digits[1]}:${digits[2]}` : ZONES[plain];
}

function validDate(iso: string): Date | undefined {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return;
  // `new Date` turns 31 February into 2 March.
  const lastDay = new Date(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), 0)).getUTCDate();
  return Number(iso.slice(8, 10)) <= lastDay ? date : undefined;
}
