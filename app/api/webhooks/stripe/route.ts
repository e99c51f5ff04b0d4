import { methodsAt } from "@/lib/server/registry.ts";

export const { POST } = methodsAt("/api/webhooks/stripe");
