export { NotHere as default } from "../../(reader)/parts/not-here.tsx";
