import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: ["src/testing/test-database.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
