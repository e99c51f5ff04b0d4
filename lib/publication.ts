import { z } from "zod";
import type { House } from "./context.ts";

/** What the publication calls itself; the desk's word wins over the environment. In its zone its days begin, and its months. */
export type Publication = {
  name: string;
  mailFrom: string;
  senderName: string;
  postalAddress: string;
  timeZone: string;
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
  const [row] = await house.sql<{ value: unknown }>`select value from settings where key = 'publication'`;
  const stored = publicationSchema.safeParse(row?.value);
  return stored.success
    ? { ...stored.data, senderName: stored.data.name }
    : { ...house.env.publication, timeZone: "UTC" };
}
