import { methodsAt } from "@/lib/server/registry.ts";

export const { OPTIONS, PUT } = methodsAt("/api/v1/comments/{commentId}/recommendation");
