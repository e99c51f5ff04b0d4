import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, OPTIONS, POST } = methodsAt("/api/v1/stories/{storyId}/comments");
