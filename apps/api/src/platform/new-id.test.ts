import { expect, test } from "vitest";
import { newId } from "./new-id.ts";

test("ids are UUIDv7, each another, and sort as they were made", () => {
  const began = Date.now();
  const ids = Array.from({ length: 20_000 }, newId);
  const ended = Date.now();
  expect(new Set(ids).size).toBe(ids.length);
  // Not as one comparison of all: what it would print takes minutes.
  expect(ids.findIndex((id, place) => id <= (ids[place - 1] ?? ""))).toBe(-1);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const ms = Number.parseInt(ids.at(-1)?.replace("-", "").slice(0, 12) ?? "", 16);
  // Ids of one millisecond may borrow from the next ones.
  expect([ms >= began, ms <= ended + 1_000]).toEqual([true, true]);
});
