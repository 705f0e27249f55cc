import { defineConfig } from "vitest/config";

export default defineConfig({
  // graphql has a CommonJS and an ES build; with one of each loaded, it refuses "another module or realm".
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    name: "api",
    include: ["{src,migrations,test,scripts}/**/*.test.ts"],
    globalSetup: ["./test/global-setup.ts"],
    testTimeout: 15_000,
    hookTimeout: 60_000,
  },
});
