import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "simulate",
    include: ["**/*.test.ts"],
    // What is simulated of the database is held to a real one.
    globalSetup: ["../apps/api/test/global-setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
