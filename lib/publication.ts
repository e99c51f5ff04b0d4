import { z } from "zod";
import type { MailLook } from "../emails/parts/dress.ts";
import type { House } from "./context.ts";
import { mailLookKey, mailLookOf } from "./mail-look.ts";

/** What the publication calls itself; the desk's word wins over the environment. In its zone its days begin, and its months. */
export type Publication = {
  name: string;
  mailFrom: string;
  senderName: string;
  postalAddress: string;
  timeZone: string;
  /** Null while nobody has chosen one. */
  look: MailLook | null;
};

const zoneProblem = "Nobody knows this time zone. Write one like Europe/Berlin or UTC.";

export const publicationSchema = z.strictObject({
  name: z.string().trim().min(1, "Give the publication a name.").max(80, "At most 80 characters."),
  mailFrom: z.email("Write one plain e-mail address, like news@example.org.").max(254),
  postalAddress: z
    .string()
    .trim()
    .min(10, "Write the whole postal address: every newsletter must carry it by law.")
    .max(300, "At most 300 characters."),
  // Only names of places, which PostgreSQL knows as well: an offset has no summer time.
  timeZone: z
    .string()
    .refine((zone) => zone === "UTC" || Intl.supportedValuesOf("timeZone").includes(zone), zoneProblem)
    .default("UTC"),
});

export async function publicationOf(house: Pick<House, "sql" | "env">): Promise<Publication> {
  const rows = await house.sql<{ key: string; value: unknown }>`
    select key, value from settings where key in ('publication', ${mailLookKey})`;
  const settingOf = (wanted: string) => rows.find(({ key }) => key === wanted)?.value;
  const stored = publicationSchema.safeParse(settingOf("publication"));
  const look = mailLookOf(settingOf(mailLookKey), house.env.http.appUrl);
  return stored.success
    ? { ...stored.data, senderName: stored.data.name, look }
    : { ...house.env.publication, timeZone: "UTC", look };
}
