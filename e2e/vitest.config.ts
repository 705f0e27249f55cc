import { defineConfig } from "vitest/config";

// A browser and whole programs, which wait for half of their time: two files at a time, and no more on any machine.
export default defineConfig({
  test: {
    name: "e2e",
    root: import.meta.dirname,
    include: ["**/*.e2e.ts"],
    globalSetup: ["./build-once.ts"],
    maxWorkers: 2,
    testTimeout: 360_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    teardownTimeout: 30_000,
  },
});
