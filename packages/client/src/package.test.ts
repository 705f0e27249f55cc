import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { publint } from "publint";
import { afterAll, beforeAll, expect, test } from "vitest";

const home = join(import.meta.dirname, "..");
const bin = (name: string) => join(home, "../../node_modules/.bin", name);
const run = async (command: string, ...words: string[]): Promise<string> => {
  const options = { cwd: project, env: { ...process.env, NODE_OPTIONS: "" } };
  return (await promisify(execFile)(command, words, options)).stdout;
};

/** A project of somebody else's, into which the package was installed; what it depends on lies further up, as npm hoists it. */
let project: string;
const installed = () => join(project, "node_modules/@relink/client");
beforeAll(async () => {
  mkdirSync(join(home, "node_modules"), { recursive: true });
  project = mkdtempSync(join(home, "node_modules", ".plain-"));
  await run(process.execPath, join(home, "scripts/build.ts"), installed());
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(project, "app.ts"), app);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const app = `import { createRelinkClient, CursorExpiredError, TurnOffInboxDocument, type InboxEvent } from "@relink/client";
const client = createRelinkClient({ url: "http://127.0.0.1:9/graphql", authorization: "Bearer key", transport: "sse" });
export async function follow(after: string | null): Promise<void> {
  const last: { event: InboxEvent | null } = { event: null };
  try {
    for await (const event of client.events({ after, filter: { types: ["DISCONNECTED"] } })) last.event = event;
    const { turnOffInbox } = await client.execute(TurnOffInboxDocument, { input: { inboxId: last.event?.inboxId ?? "" } });
    const version: number | undefined = turnOffInbox?.inbox.version;
    // @ts-expect-error a version is a number
    const text: string = turnOffInbox?.inbox.version;
    // @ts-expect-error the input is missing
    await client.execute(TurnOffInboxDocument, {});
    console.log(version, text);
  } catch (error) {
    if (error instanceof CursorExpiredError) console.log(error.oldest satisfies string | null);
  }
}
const code = await client.execute(TurnOffInboxDocument, { input: { inboxId: "x" } }).catch((error: unknown) => (error as { code: string }).code);
console.log(code, typeof follow);
`;

test.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])("its types resolve in a plain project (%s, %s), with the libraries' own checked", async (module, moduleResolution) => {
  const options = { module, moduleResolution, target: "es2023", lib: ["es2023", "dom"], types: [], strict: true, outDir: "out" };
  const config = { compilerOptions: { ...options, skipLibCheck: false, exactOptionalPropertyTypes: true }, files: ["app.ts"] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  await run(bin("tsc"), "-p", project).catch((error: { stdout: string }) => expect(error.stdout).toBe(""));
  expect(await run(process.execPath, join(project, "out/app.js"))).toBe("NETWORK function\n");
});

test("it is packed as its package.json says", async () => {
  expect((await publint({ pkgDir: installed(), strict: true })).messages).toEqual([]);
});

test("it bundles for a browser, without anything of Node", async () => {
  const entry = join(installed(), "index.js");
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: "browser",
    format: "esm",
    minify: true,
    write: false,
  });
  expect(outputFiles[0]?.text).not.toMatch(/from"node:|require\("/);
  expect(
    Object.keys((JSON.parse(readFileSync(join(installed(), "package.json"), "utf8")) as { dependencies: object }).dependencies),
  ).toEqual(["@graphql-typed-document-node/core", "graphql", "graphql-sse", "graphql-ws"]);
});
