import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import { Live } from "./live.tsx";
import { publication } from "./page-context.ts";
import "./look/base.css";

const serif = localFont({
  src: [
    {
      path: "../node_modules/@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2",
      style: "normal",
      weight: "200 800",
    },
    {
      path: "../node_modules/@fontsource-variable/newsreader/files/newsreader-latin-opsz-italic.woff2",
      style: "italic",
      weight: "200 800",
    },
  ],
  variable: "--font-serif",
  adjustFontFallback: "Times New Roman",
});
const sans = localFont({
  src: "../node_modules/@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
  weight: "100 900",
  variable: "--font-sans",
  adjustFontFallback: "Arial",
});

export async function generateMetadata(): Promise<Metadata> {
  const { name } = await publication();
  return {
    title: { default: name, template: `%s · ${name}` },
    referrer: "strict-origin-when-cross-origin",
    manifest: "/reading-list.webmanifest",
    appleWebApp: { title: name },
    icons: { icon: "/icon.svg", apple: "/icons/whole-180.png" },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#14130f" },
  ],
};

// Every screen carries a nonce of its own and knows its reader, so none is made ahead of time.
export const dynamic = "force-dynamic";

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html className={`${serif.variable} ${sans.variable}`} data-live="no" lang="en">
      <body>
        {children}
        <Live />
      </body>
    </html>
  );
}
