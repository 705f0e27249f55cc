import { describe, expect, test } from "vitest";
import { judgeLock } from "./lock-rules.ts";
import { fileLength, indexFile, layerSuffix, vagueName } from "./name-rules.ts";

import { judgeCrashPoints } from "./repository-rules.ts";
import { readSources, type Rule } from "./source-file.ts";
import {
  hiddenError,
  importAcrossPackages,
  loneTest,
  outsideFolder,
  rehearsalWord,
  saveOfTheMapper,
  timeInSql,
  wholesaleExport,
} from "./text-rules.ts";

const lines = (count: number) => "x;\n".repeat(count);

const refused: readonly (readonly [string, Rule, string, string])[] = [
  ["251 lines", fileLength, "apps/web/src/a.tsx", lines(251)],
  ["a drawer for everything", vagueName, "apps/api/src/inbox/string-utils.ts", ""],
  ["a service", vagueName, "apps/api/src/inbox/inbox.service.ts", ""],
  ["a layer that is none", layerSuffix, "apps/api/src/inbox/inbox.entity.ts", ""],
  ["a layer of another package", layerSuffix, "packages/domain/src/inbox.store.ts", ""],
  ["capitals in a name", layerSuffix, "packages/ui/src/RowList.tsx", ""],
  ["an index in the middle", indexFile, "apps/api/src/inbox/index.ts", ""],
  ["save of a repository", saveOfTheMapper, "apps/api/src/inbox/inbox.store.ts", "await this.repository.save(row);"],
  ["save of an entity manager", saveOfTheMapper, "apps/api/src/inbox/inbox.store.ts", "await source.manager.save(row);"],
  ["the rehearsal world in the API", rehearsalWord, "apps/api/src/mail/google.ts", "if (isSandbox) return;"],
  ["a wholesale export", wholesaleExport, "packages/domain/src/index.ts", 'export * from "./a.ts";'],
  ["a lone test", loneTest, "apps/api/src/a.test.ts", "test.only(name, run);"],
  ["a silenced compiler", hiddenError, "apps/api/src/a.ts", "// @ts-ignore"],
  ["the database's clock", timeInSql, "apps/api/migrations/0009-x.ts", "values (now())"],
  ["a folder that a clone lacks", outsideFolder, "docs/a.md", "see ../shared/spec/product.md"],
  ["the rehearsal world's code", importAcrossPackages, "apps/api/src/a.ts", 'import { x } from "../../sandbox/src/a.ts";'],
  ["a package by its path", importAcrossPackages, "apps/web/src/a.ts", 'import { x } from "../../../packages/domain/src/index.ts";'],
];

const allowed: readonly (readonly [string, Rule, string, string])[] = [
  ["250 lines", fileLength, "apps/web/src/a.tsx", lines(250)],
  ["a long migration", fileLength, "apps/api/migrations/0001-lifecycle.ts", lines(900)],
  ["a store", layerSuffix, "apps/api/src/inbox/inbox.store.ts", ""],
  ["a migration's number", layerSuffix, "apps/api/migrations/0001-lifecycle.ts", ""],
  ["a package's root", indexFile, "packages/ui/src/index.ts", ""],
  ["a verb of our own store", saveOfTheMapper, "apps/api/src/a.ts", "await this.needs.shared.save(caller, input);"],
  ["the proxy", rehearsalWord, "apps/api/src/platform/http.ts", 'import { registerRehearsalProxy } from "./sandbox-proxy.ts";'],
  ["a clock that is handed in", timeInSql, "apps/api/migrations/0009-x.ts", "clock.now()"],
  ["a neighbour", importAcrossPackages, "apps/api/src/inbox/a.ts", 'import { x } from "../platform/b.ts";'],
  ["the folder of shared inboxes", outsideFolder, "apps/api/src/a.ts", 'from "../shared-inbox/a.ts"'],
];

describe("the house rules", () => {
  test.each(refused)("refuse %s", (_, rule, path, text) => {
    expect(rule({ path, text })).toHaveLength(1);
  });

  test.each(allowed)("allow %s", (_, rule, path, text) => {
    expect(rule({ path, text })).toEqual([]);
  });

  test("say what to do with two copies of graphql", () => {
    const lock = (...paths: string[]) => JSON.stringify({ packages: Object.fromEntries(paths.map((path) => [path, {}])) });
    expect(judgeLock(lock("node_modules/graphql", "node_modules/graphql-ws"))).toEqual([]);
    expect(judgeLock(lock("node_modules/graphql", "apps/web/node_modules/graphql"))).toHaveLength(1);
  });

  test("say what to do with a lock that npm ci refuses", () => {
    const asking = { "node_modules/graphql": {}, "node_modules/a": { optionalDependencies: { "@a/darwin-arm64": "1.0.0" } } };
    expect(judgeLock(JSON.stringify({ packages: asking }))).toMatchObject([{ message: expect.stringContaining("complete-lock.ts") }]);
    const whole = { ...asking, "node_modules/@a/darwin-arm64": { version: "1.0.0" } };
    expect(judgeLock(JSON.stringify({ packages: whole }))).toEqual([]);
    const nested = { ...asking, "node_modules/a/node_modules/@a/darwin-arm64": { version: "1.0.0" } };
    expect(judgeLock(JSON.stringify({ packages: nested }))).toEqual([]);
  });

  test("compare the crash points with their table", () => {
    const code = { path: "apps/api/src/a.ts", text: 'crashPoint("a.one");\ncrashPoint("a.two");' };
    const table = (name: string) => ({ path: "docs/operate/testing.md", text: `| \`a.one\` | x |\n| \`${name}\` | y |\n` });
    expect(judgeCrashPoints([code, table("a.two")])).toEqual([]);
    expect(judgeCrashPoints([code, table("a.three")])).toHaveLength(2);
  });

  test("see every folder of ours, and nothing of others", () => {
    const paths = readSources(new URL("../..", import.meta.url).pathname).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["scripts/house.ts", "apps/api/src/main.ts", "packages/ui/src/base.css", "apps/web/src/app.tsx"]),
    );
    expect(paths.filter((path) => /node_modules|\/dist\//.test(path))).toEqual([]);
  });
});
