import { methodsAt } from "@/lib/server/registry.ts";

export const { DELETE, PATCH, PUT } = methodsAt("/api/v1/bookmarks/{storyId}");
