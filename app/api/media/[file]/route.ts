import { methodsAt } from "@/lib/server/registry.ts";

export const { GET } = methodsAt("/api/media/{file}");
