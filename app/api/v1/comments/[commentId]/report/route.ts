import { methodsAt } from "@/lib/server/registry.ts";

export const { PUT, DELETE } = methodsAt("/api/v1/comments/{commentId}/report");
