import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: ["src/testing/test-database.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
