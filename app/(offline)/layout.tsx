import type { ReactNode } from "react";
import "../look/reader.css";
import { publication } from "../page-context.ts";

/** The frame of what a device shows by itself. It is kept there, so it holds nothing of anybody. */
export default async function OfflineLayout({ children }: { children: ReactNode }) {
  const { name } = await publication();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="bar">
        <div>
          <a className="name" href="/">
            {name}
          </a>
          <nav aria-label="Members">
            <a href="/reading-list">Reading list</a>
          </nav>
        </div>
      </header>
      <main className="page" id="main">
        {children}
      </main>
      <footer className="foot">
        <div>
          <p className="meta">{name}</p>
        </div>
      </footer>
    </>
  );
}
