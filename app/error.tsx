"use client";
import "./look/reader.css";

export default function Broken({ reset }: { error: Error; reset: () => void }) {
  return (
    <main className="page" id="main">
      <div className="narrow stack">
        <h1 className="title">This page could not be made</h1>
        <p className="lead">Something went wrong on our side. What you had saved is safe.</p>
        <button className="button" onClick={reset} type="button">
          Try again
        </button>
      </div>
    </main>
  );
}
