import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, PUT } = methodsAt("/api/v1/desk/message-templates/{name}");
