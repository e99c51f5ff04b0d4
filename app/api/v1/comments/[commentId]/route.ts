import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, PATCH } = methodsAt("/api/v1/comments/{commentId}");
