import { methodsAt } from "@/lib/server/registry.ts";

export const { DELETE, OPTIONS, PUT } = methodsAt("/api/v1/comments/{commentId}/report");
