import { methodsAt } from "@/lib/server/registry.ts";

export const { OPTIONS, POST } = methodsAt("/api/v1/comments/{commentId}/mute");
