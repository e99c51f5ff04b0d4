import { NotHere } from "./(reader)/parts/not-here.tsx";
import "./look/reader.css";

export default function NotFound() {
  return (
    <main className="page" id="main">
      <NotHere />
    </main>
  );
}
