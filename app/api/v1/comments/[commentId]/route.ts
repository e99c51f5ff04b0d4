import { methodsAt } from "@/lib/server/registry.ts";

export const { DELETE, GET, OPTIONS, PATCH } = methodsAt("/api/v1/comments/{commentId}");
