import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applicationsCommand } from "../src/cli-applications.ts";
import { readEnv } from "../src/env.ts";
import { createPerson } from "../src/people/create-person.ts";
import { findFreePort, testKeys } from "./api-process.ts";
import { acme, relink } from "./own-application.ts";
import { useTestDatabase } from "./test-database.ts";

const database = useTestDatabase();
const folder = mkdtempSync(join(tmpdir(), "relink-applications-"));
const secretFile = join(folder, "secret");
let variables: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const port = await findFreePort();
  variables = {
    PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    DATABASE_URL: database().appUrl,
    DATABASE_OWNER_URL: database().ownerUrl,
    RELINK_KEYS: testKeys,
    GOOGLE_CLIENT_ID: "the-installations",
    GOOGLE_CLIENT_SECRET: "s",
  };
  writeFileSync(secretFile, `${acme.clientSecret}\n`, { mode: 0o600 });
  const person = { email: "ola@demo.test", name: "Ola", role: "MEMBER", password: "correct horse battery", locale: "en" } as const;
  await createPerson({ database: database().database, now: () => new Date() }, { ...person, workspace: { name: "Demo", slug: "demo" } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command in this process; what it says, or throws. */
async function run(args: string): Promise<string> {
  const said: string[] = [];
  const known = await applicationsCommand(readEnv(variables), args.split(" "), (line) => said.push(line));
  return known ? said.join("\n") : "usage";
}

const add = `add --workspace demo --provider google --client-id ${acme.clientId} --name Acme --secret-file`;

test("adds, lists and retires an application, and never says its secret", { timeout: 60_000 }, async () => {
  const added = await run(`${add} ${secretFile} --secret-expires 2027-01-31`);
  expect(added).toContain("The people of demo sign in at google with Acme from now on.");
  expect(added).toContain(`${variables["PUBLIC_URL"]}/connect/callback/google`);
  const microsoft = "applications add --workspace demo --provider microsoft --client-id acme-entra --name Acme --tenant Acme.example";
  const piped = await relink({ variables }, [...microsoft.split(" "), "--secret-file", "-"], acme.clientSecret);
  expect(piped).toMatchObject({ code: 0, output: expect.stringContaining("sign in at microsoft with Acme") });
  const listed = await run("list --workspace demo");
  expect(listed).toMatch(
    /^google · acme-mail\.apps\.test · Acme · signs in · 0 inboxes · secret lapses 2027-01-31, (in \d+ days|which is over)$/m,
  );
  expect(listed).toMatch(/^microsoft · acme-entra · Acme · acme\.example · signs in · 0 inboxes$/m);
  const retired = await run(`retire --workspace demo --provider google --client-id ${acme.clientId}`);
  expect(retired).toContain("Nothing needs its secret: it is destroyed.");
  expect(await run("list --workspace demo")).toContain("Acme · retired, secret destroyed");
  const dump = JSON.stringify([
    await database().database.query("select * from provider_application"),
    await database().database.query("select * from audit_entry"),
  ]);
  for (const text of [added, piped.output, listed, retired, dump]) expect(text).not.toContain(acme.clientSecret);
});

test("the command that is none says how it is used", { timeout: 60_000 }, async () => {
  const { code, output } = await relink({ variables }, ["applications", "add", "--workspace", "demo", "--client-secret", "hidden"]);
  expect(output).toContain("npm run relink -- applications add");
  expect(code).toBe(2);
});

test.each([
  [`${add} ${folder}/nothing`, "--secret-file names a file that can't be read."],
  [`${add} ${secretFile} --tenant common`, "--tenant is for Microsoft"],
  [`${add} ${secretFile} --secret-expires soon`, "--secret-expires is a date like 2027-01-31."],
  [`add --workspace demo --provider google --client-id the-installations --name A --secret-file ${secretFile}`, "has it already"],
  [
    `add --workspace demo --provider microsoft --client-id id --name A --secret-file ${secretFile}`,
    "--tenant is for Microsoft, which needs it",
  ],
  ["list --workspace nowhere", "There is no workspace nowhere"],
  ["retire --workspace demo --provider google --client-id nobody", "This workspace has no such application"],
])("%s is refused in a sentence", async (args, said) => {
  const before = await database().database.query("select id, retired_at from provider_application order by id");
  await expect(run(args)).rejects.toThrow(said);
  expect(await database().database.query("select id, retired_at from provider_application order by id")).toEqual(before);
});
