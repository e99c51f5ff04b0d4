import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, POST } = methodsAt("/api/v1/me/groups/{groupId}/seats");
