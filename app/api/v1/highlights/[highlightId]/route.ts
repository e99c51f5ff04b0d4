import { methodsAt } from "@/lib/server/registry.ts";

export const { PUT, PATCH, DELETE } = methodsAt("/api/v1/highlights/{highlightId}");
