import { methodsAt } from "@/lib/server/registry.ts";

export const { GET, POST } = methodsAt("/api/v1/desk/settings/mail-look");
