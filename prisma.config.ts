import path from "node:path";
import { defineConfig } from "prisma/config";

// `prisma generate`, `validate` and `format` never run the native schema engine, yet the command line insists on having
// one and would download it. Any executable satisfies it. Migrations are applied by lib/server/migrate.ts.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: path.join("prisma"),
  migrations: { path: path.join("prisma", "migrations") },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://unset" },
});
