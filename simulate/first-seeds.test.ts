import { test } from "vitest";
import { holdsFor } from "./seeds.ts";

// In two files, so that two processors share the twenty months.
test("ten months of 2,000 inboxes", () => holdsFor(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]), 1_800_000);
