import { z } from "zod";
import type { House } from "./context.ts";

/** What the publication calls itself; the desk's word wins over the environment. */
export type Publication = { name: string; mailFrom: string; senderName: string; postalAddress: string };

export const publicationSchema = z.strictObject({
  name: z.string().trim().min(1, "Give the publication a name.").max(80, "At most 80 characters."),
  mailFrom: z.email("Write one plain e-mail address, like news@example.org.").max(254),
  postalAddress: z
    .string()
    .trim()
    .min(10, "Write the whole postal address: every newsletter must carry it by law.")
    .max(300, "At most 300 characters."),
});

export async function publicationOf(house: Pick<House, "sql" | "env">): Promise<Publication> {
  const [row] = await house.sql<{ value: unknown }>`select value from settings where key = 'publication'`;
  const stored = publicationSchema.safeParse(row?.value);
  return stored.success ? { ...stored.data, senderName: stored.data.name } : house.env.publication;
}
