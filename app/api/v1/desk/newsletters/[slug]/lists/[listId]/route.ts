import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, DELETE } = methodsAt("/api/v1/desk/newsletters/{slug}/lists/{listId}");
