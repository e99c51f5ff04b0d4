import { methodsAt } from "@/lib/server/registry.ts";

export const { GET } = methodsAt("/api/v1/desk/offers/{offerId}/over-time");
