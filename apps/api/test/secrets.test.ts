import { expect, test } from "vitest";
import type { GrantId } from "@relink/domain";
import { bindingOf } from "../src/connect/connect-needs.ts";
import { createVault, type GrantSecret, type SealedRecord } from "../src/mail/vault.ts";
import { parseKeyRing } from "../src/platform/key-ring.ts";
import { spawnApi, testKeys } from "./api-process.ts";
import { type ApiWorld, useApiWorld } from "./api-world.ts";
import { FormBrowser } from "./form-browser.ts";
import {
  act,
  allow,
  begin,
  connect,
  connectImap,
  getAttempt,
  imapLogin,
  removeFully,
  untilInbox,
  verbs,
  walk,
  walkToCallback,
} from "./inbox-steps.ts";

const world = useApiWorld({ start: false, timeScale: 100 });
const password = "canary-Zm9vYmFy-pässword";

/** The secrets that are stored now, opened with the installation's own key. */
async function openAll({ database }: ApiWorld): Promise<readonly GrantSecret[]> {
  const ring = parseKeyRing(testKeys);
  if (typeof ring === "string") throw new Error(ring);
  const vault = createVault(ring);
  const rows = await database.query<{ workspace_id: string; grant_id: string; inbox_id: string; sealed: SealedRecord }>(
    "select * from grant_secret",
  );
  return rows.map((row) => {
    const opened = vault.open(row.sealed, bindingOf({ workspaceId: row.workspace_id, inboxId: row.inbox_id, id: row.grant_id as GrantId }));
    if (!opened.ok) throw new Error(opened.why);
    return opened.secret;
  });
}

function canariesOf(secrets: readonly GrantSecret[]): readonly string[] {
  return secrets
    .flatMap((secret) => (secret.kind === "password" ? [secret.password] : [secret.refreshToken, secret.accessToken ?? ""]))
    .filter((text) => text !== "");
}

/** Every row of every table, as text. */
async function dumpTables({ database }: ApiWorld): Promise<ReadonlyMap<string, string>> {
  const tables = await database.query<{ name: string }>(
    "select c.relname::text as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition",
  );
  const dumped = tables
    .filter(({ name }) => name !== "schema_migration")
    .map(async ({ name }) => {
      const rows = await database.query<{ row: string }>(`select t::text as row from ${name} t`);
      return [name, rows.map(({ row }) => row).join("\n")] as const;
    });
  return new Map(await Promise.all(dumped));
}

function holdersOf(canary: string, places: ReadonlyMap<string, string>): readonly string[] {
  const encoded = [
    canary,
    Buffer.from(canary).toString("base64").replace(/=+$/, ""),
    encodeURIComponent(canary),
    Buffer.from(canary).toString("hex"),
  ];
  return [...places].filter(([, text]) => encoded.some((form) => text.includes(form))).map(([name]) => name);
}

test(
  "no password, token, code, state or client secret is in the log, in any table, in an event or in an answer",
  { timeout: 60_000 },
  async () => {
    const api = await spawnApi({ ...world().variables, LOG_LEVEL: "trace" });
    const ola = await world().asMember("ola");
    await world().sandbox.trouble("accounts/ola@imap.demo.test", { password });
    const answers: unknown[] = [];
    const imap = await connectImap(world(), ola, "ola@imap.demo.test", { password, idempotencyKey: "canary" });
    const google = await connect(ola, "new@google.demo.test");
    const microsoft = await connect(ola, "new@microsoft.demo.test");
    const canaries = new Set([
      ...canariesOf(await openAll(world())),
      password,
      world().sandbox.ready.google.clientSecret,
      world().sandbox.ready.microsoft.clientSecret,
    ]);
    for (const { id } of [imap, google, microsoft]) answers.push(await act(ola, "check", id));
    for (const canary of canariesOf(await openAll(world()))) canaries.add(canary);
    answers.push(
      await ola.refused(verbs.connectImap, { input: imapLogin(world(), "spare@imap.demo.test", { password: `${password}-wrong` }) }),
    );
    answers.push(await ola.ask(verbs.connectImap, { input: { ...imapLogin(world(), "spare@imap.demo.test", { password }), imap: null } }));
    const begun = await begin(ola, "second@google.demo.test");
    const browser = new FormBrowser();
    const callback = await walkToCallback(begun.authorizationUrl, "second@google.demo.test", allow, browser);
    for (const name of ["state", "code"]) canaries.add(callback.searchParams.get(name) ?? "none");
    canaries.add(new URL(begun.authorizationUrl).pathname.split("/").at(-1) ?? "none");
    await browser.open(callback.href);
    const mistaken = await begin(ola, "third@google.demo.test");
    await walk(mistaken.authorizationUrl, "support@google.demo.test");
    expect(await getAttempt(ola, mistaken.attempt.id)).toMatchObject({ failure: "ADDRESS_MISMATCH" });
    await world().sandbox.trouble("accounts/new@google.demo.test", { appAccess: "removed" });
    answers.push(await act(ola, "check", google.id));
    await untilInbox(ola, google.id, (inbox) => inbox.state === "DISCONNECTED", "it is disconnected");
    for (const { id } of [imap, google, microsoft]) answers.push(await removeFully(ola, id));
    for (const { id } of [imap, microsoft]) answers.push(await act(ola, "verify", id));
    await untilInbox(ola, google.id, (inbox) => inbox.providerAccess === "REVOKED", "it closes");
    answers.push(
      await ola.get("{ inboxEvents(first: 200) { nodes { id type providerCode actorName } } notifications { nodes { title body } } }"),
    );
    const places = new Map([...(await dumpTables(world())), ["answers", JSON.stringify(answers)], ["log", api.output()]]);
    expect(await api.kill("SIGTERM")).toBe("0");
    expect(api.output()).toContain("request");
    expect(canaries.size).toBeGreaterThanOrEqual(9);
    for (const canary of canaries)
      expect([canary.slice(0, 12), canary.length > 8, holdersOf(canary, places)]).toEqual([canary.slice(0, 12), true, []]);
    // The net has no hole: what must be there is found.
    expect(holdersOf("new@google.demo.test", places)).toContain("inbox");
  },
);
