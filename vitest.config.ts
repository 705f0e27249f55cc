import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

const workspaces = ["packages/domain", "packages/client", "packages/ui", "apps/api", "apps/sandbox", "apps/web", "scripts", "simulate"];

export default defineConfig({
  test: {
    // Each workspace that has a configuration of its own, and those that need none. e2e runs after them, by e2e/vitest.config.ts.
    projects: workspaces.filter((folder) => existsSync(new URL(folder, import.meta.url))),
    passWithNoTests: true,
  },
});
