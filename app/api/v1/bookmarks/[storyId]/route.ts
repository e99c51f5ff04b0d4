import { methodsAt } from "@/lib/server/registry.ts";

export const { DELETE, OPTIONS, PATCH, PUT } = methodsAt("/api/v1/bookmarks/{storyId}");
