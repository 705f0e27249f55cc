import { expect, test } from "vitest";
import { createGathered } from "./gathered.ts";

interface Read {
  readonly keys: readonly string[];
  readonly resolve: (found: ReadonlyMap<string, number>) => void;
  readonly reject: (error: unknown) => void;
}

function createReads() {
  const reads: Read[] = [];
  const read = createGathered<number>((keys) => new Promise((resolve, reject) => reads.push({ keys, resolve, reject })), 1);
  return { reads, read };
}

test("the first is read at once, and what is asked for meanwhile together, each key once", async () => {
  const { reads, read } = createReads();
  const first = read("a");
  const more = [read("b"), read("c"), read("b"), read("a")];
  expect(reads.map(({ keys }) => keys)).toEqual([["a"]]);
  reads[0]?.resolve(new Map([["a", 1]]));
  expect(await first).toBe(1);
  await expect.poll(() => reads[1]?.keys).toEqual(["b", "c", "a"]);
  reads[1]?.resolve(
    new Map([
      ["b", 2],
      ["a", 3],
    ]),
  );
  expect(await Promise.all(more)).toEqual([2, undefined, 2, 3]);
});

test("a read that fails is told to those who asked for it, and the next goes on", async () => {
  const { reads, read } = createReads();
  const failed = read("a").catch(String);
  const next = read("b");
  reads[0]?.reject(new Error("away"));
  expect(await failed).toBe("Error: away");
  await expect.poll(() => reads.length).toBe(2);
  reads[1]?.resolve(new Map([["b", 2]]));
  expect(await next).toBe(2);
});

test("more keys than one read takes go into several", async () => {
  const { reads, read } = createReads();
  const all = Array.from({ length: 251 }, (_, index) => read(`k${index}`));
  for (let index = 0; index < 4; index += 1) {
    await expect.poll(() => reads.length).toBe(index + 1);
    reads[index]?.resolve(new Map((reads[index]?.keys ?? []).map((key) => [key, Number(key.slice(1))])));
  }
  expect(await Promise.all(all)).toEqual(all.map((_, index) => index));
  expect(reads.map(({ keys }) => keys.length)).toEqual([1, 100, 100, 50]);
});
