import { methodsAt } from "@/lib/server/registry.ts";

export const { GET } = methodsAt("/api/v1/desk/newsletters/{slug}/lists/{listId}/problems.csv");
