import { methodsAt } from "@/lib/server/registry.ts";

export const { PATCH } = methodsAt("/api/v1/desk/plans/{planId}");
