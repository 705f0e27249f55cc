import { defineConfig } from "vitest/config";

export default defineConfig({ test: { environment: "jsdom", css: true, testTimeout: 60_000, hookTimeout: 60_000 } });
