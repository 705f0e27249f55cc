import { test } from "vitest";
import { holdsFor } from "./seeds.ts";

test("ten more months of 2,000 inboxes", () => holdsFor(["11", "12", "13", "14", "15", "16", "17", "18", "19", "20"]), 1_800_000);
