import { defineConfig } from "vitest/config";

export default defineConfig({
  // graphql has a CommonJS and an ES build; with one of each loaded, it refuses "another module or realm".
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    name: "api",
    include: ["{src,migrations,test,scripts}/**/*.test.ts"],
    globalSetup: ["./test/global-setup.ts"],
    // Limits against what hangs, not measures: whole servers start in these tests, on machines with other work.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
