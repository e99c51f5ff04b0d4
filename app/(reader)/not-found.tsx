export { NotHere as default } from "./parts/not-here.tsx";
