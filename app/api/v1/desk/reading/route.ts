import { methodsAt } from "@/lib/server/registry.ts";

export const { DELETE, PUT } = methodsAt("/api/v1/desk/reading");
