import { methodsAt } from "@/lib/server/registry.ts";

export const { POST } = methodsAt("/api/v1/newsletters/{slug}/subscription");
