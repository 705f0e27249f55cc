import { defineConfig } from "vitest/config";

export default defineConfig({
  // graphql has a CommonJS and an ES build; with one of each loaded, it refuses "another module or realm".
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: { name: "client", include: ["src/**/*.test.ts"], testTimeout: 120_000 },
});
