import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import { Live } from "./live.tsx";
import { pageCtx, publication } from "./page-context.ts";
import "./look/base.css";

// The letters are made by scripts/build-fonts.mjs.
const serif = localFont({
  src: "../lib/generated/fonts/serif.woff2",
  weight: "400 700",
  style: "normal",
  variable: "--font-serif",
  declarations: [{ prop: "font-family", value: "Newsreader" }],
  adjustFontFallback: "Times New Roman",
});
// The same family (base.css names it). Few pages slant a word, and none its headline, so those that do load it when they come to it.
const slanted = localFont({
  src: "../lib/generated/fonts/serif-slanted.woff2",
  weight: "400 700",
  style: "italic",
  preload: false,
  variable: "--font-serif-slanted",
  declarations: [{ prop: "font-family", value: "Newsreader" }],
  adjustFontFallback: false,
});
const sans = localFont({
  src: "../lib/generated/fonts/sans.woff2",
  weight: "400 700",
  variable: "--font-sans",
  adjustFontFallback: "Arial",
});

export async function generateMetadata(): Promise<Metadata> {
  const { name } = await publication();
  return {
    // Canonical addresses and pictures are told whole.
    metadataBase: new URL((await pageCtx()).env.http.appUrl),
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
    <html className={`${serif.variable} ${slanted.variable} ${sans.variable}`} data-live="no" lang="en">
      <body>
        {children}
        <Live />
      </body>
    </html>
  );
}
