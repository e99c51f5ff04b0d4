import { methodsAt } from "@/lib/server/registry.ts";

export const { PUT } = methodsAt("/api/v1/desk/newsletters/{slug}/lists/{listId}/pieces/{number}");
