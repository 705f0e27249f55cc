import { test } from "vitest";
import { holdsFor } from "./seeds.ts";

const inboxes = Number(process.env["SIMULATED"] ?? 2_000);

// `npm run soak` makes it 100,000 inboxes.
test("one month, of as many inboxes as asked for", () => holdsFor([process.env["SEED"] ?? "one"], inboxes), 3_600_000);
