import { defineConfig } from "vitest/config";

// A property is tried some thousand times: on a busy machine that takes a while.
export default defineConfig({ test: { testTimeout: 60_000 } });
