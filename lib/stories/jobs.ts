import { z } from "zod";
import { job } from "../jobs.ts";
import { readKeptFeeds } from "./feeds.ts";

export const readDueFeeds = job("stories.read-feeds", z.object({}), (ctx) => readKeptFeeds(ctx), { maxTries: 2 });
