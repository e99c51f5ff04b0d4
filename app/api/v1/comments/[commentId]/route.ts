import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, PATCH, DELETE } = methodsAt("/api/v1/comments/{commentId}");
