import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Turns the sentences of a catalogue into what Lingui runs, so that no parser is sent to the browser. */
function compileCatalogues(): Plugin {
  return {
    name: "relink-compile-catalogues",
    enforce: "pre",
    transform(code, id) {
      if (!/\/i18n\/locales\/[\w-]+\.json$/.test(id)) return null;
      const sentences = Object.entries<string>(JSON.parse(code));
      return JSON.stringify(Object.fromEntries(sentences.map(([key, words]) => [key, compileMessageOrThrow(words)])));
    },
  };
}

const api = process.env["API_URL"] ?? "http://localhost:4000";

export default defineConfig({
  plugins: [compileCatalogues(), react()],
  build: {
    target: ["chrome123", "firefox121", "safari17.5"],
    // scripts/size.mjs reads it to know what the first load is made of.
    manifest: true,
  },
  server: {
    proxy: {
      "/graphql": { target: api, ws: true },
      "/api": api,
      "/sandbox": api,
      // Only what the API answers there: /connect/result is a page of this application.
      "/connect/start": api,
      "/connect/callback": api,
      // Only the act: the question before it is a page of this application.
      "/unsubscribe": { target: api, bypass: ({ method, url }) => (method === "POST" ? undefined : url) },
      // A receipt without .json is a page of this application.
      "^/receipts/[^/]+\\.json$": api,
    },
  },
  // On a busy machine all takes longer; who waits for something waits no longer than until it is there.
  test: {
    environment: "jsdom",
    setupFiles: ["test/patience.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
