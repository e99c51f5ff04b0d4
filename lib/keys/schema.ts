import { z } from "zod";
import { keyActs } from "../api-key.ts";
import { moment } from "../contract.ts";

export const keyBody = z.object({
  name: z.string().trim().min(2, "Say what it is for, in at least two characters.").max(80, "At most 80 characters."),
  acts: z
    .array(z.enum(keyActs))
    .min(1, "Choose at least one thing that it may do.")
    .transform((acts) => [...new Set(acts)]),
});

export const keyView = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe("How it begins; the rest is shown once, when it is made"),
  acts: z.array(z.string()),
  madeBy: z.string(),
  createdAt: moment,
  lastUsedAt: moment.nullable(),
});
