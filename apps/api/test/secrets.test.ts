import { afterAll, beforeAll, expect, test } from "vitest";
import type { GrantId } from "@relink/domain";
import { bindingOf } from "../src/connect/connect-needs.ts";
import { createVault, type GrantSecret, type SealedRecord } from "../src/mail/vault.ts";
import { parseKeyRing } from "../src/platform/key-ring.ts";
import { createKeyClient, type MemberClient } from "./api-client.ts";
import { spawnApi, testKeys } from "./api-process.ts";
import { type ApiWorld, useApiWorld } from "./api-world.ts";
import { joinAuthorities } from "./authorities.ts";
import { holdersOf } from "./find-canaries.ts";
import { FormBrowser } from "./form-browser.ts";
import { prepareHeapDumps } from "./heap-dump.ts";
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
import { asStranger, linkVerbs, makeLink, openLink, untilMail } from "./link-steps.ts";
import { until } from "./log-world.ts";
import { startReceiver, type Receiver } from "./webhook-receiver.ts";
import { createEndpoint } from "./webhook-steps.ts";

const world = useApiWorld({ start: false, timeScale: 100 });
const heap = prepareHeapDumps();
afterAll(() => heap.remove());
const password = "canary-Zm9vYmFy-pässword";
const linkPassword = "canary-bGluaw-hasło-2";
let receiver: Receiver;
let authorities: ReturnType<typeof joinAuthorities>;

beforeAll(async () => {
  receiver = await startReceiver();
  authorities = joinAuthorities([world().sandbox.ready.caFile, receiver.caFile]);
});
afterAll(async () => {
  await receiver.close();
  authorities.remove();
});

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

/** What a consumer's backend does: it is given credentials, and hears of events by a webhook. */
async function consume(canaries: Set<string>, inboxIds: readonly string[]): Promise<void> {
  const sofia = await world().asMember("sofia");
  const create = 'mutation { made: createApiKey(name: "Mail sync", scopes: ["credentials:issue"]) { key } }';
  const { key } = (await sofia.get<{ made: { key: string } }>(create)).made;
  canaries.add(key.split("_").slice(2).join("_"));
  const client = createKeyClient(world().url, key);
  const issue = "mutation ($id: ID!) { issued: issueInboxCredentials(inboxId: $id) { secret } }";
  for (const id of inboxIds) canaries.add((await client.get<{ issued: { secret: string } }>(issue, { id })).issued.secret);
  const { secret } = await createEndpoint(sofia, receiver.urlOf("events"), { idempotencyKey: "canary" });
  canaries.add(secret.replace("whsec_", ""));
}

/** Its owner signs in anew; then an account of nobody's opens the link that was mailed, and gives the password that holds from now on. */
async function reconnect(canaries: Set<string>, member: MemberClient, googleId: string, imapId: string): Promise<string> {
  const { done } = await member.get<{ done: { authorizationUrl: string } }>(verbs.reconnect, { input: { inboxId: googleId } });
  canaries.add(new URL(done.authorizationUrl).pathname.split("/").at(-1) ?? "none");
  await walk(done.authorizationUrl, "new@google.demo.test");
  await makeLink(member, imapId, { sendTo: "holder@elsewhere.test", idempotencyKey: "canary-link" });
  const [mail] = await untilMail(world(), "holder@elsewhere.test");
  const token = /#([A-Za-z0-9_-]{64})/.exec(mail?.body ?? "")?.[1] ?? "none";
  await openLink(world(), token);
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { password: linkPassword });
  const { imap } = imapLogin(world(), "ola@imap.demo.test");
  await asStranger(world()).refused(linkVerbs.password, { token, imap, password: `${linkPassword}-wrong` });
  await asStranger(world()).get(linkVerbs.password, { token, imap, password: linkPassword });
  for (const canary of [token, linkPassword, ...canariesOf(await openAll(world()))]) canaries.add(canary);
  return token;
}

test(
  "no password, token, code, state or client secret is in the log, in any table, in an event or in an answer; nor in the heap, once all is done",
  { timeout: 150_000 },
  async () => {
    const api = await spawnApi({
      ...world().variables,
      ...heap.variables,
      LOG_LEVEL: "trace",
      RELINK_EXTRA_CA: authorities.path,
      RELINK_ALLOWED_PRIVATE_HOSTS: "*.demo.test,127.0.0.1",
    });
    const ola = await world().asMember("ola");
    await world().sandbox.trouble("accounts/ola@imap.demo.test", { password });
    const answers: unknown[] = [];
    const imap = await connectImap(world(), ola, "ola@imap.demo.test", { password, idempotencyKey: "canary" });
    const google = await connect(ola, "new@google.demo.test");
    const microsoft = await connect(ola, "new@microsoft.demo.test");
    const settings = [world().sandbox.ready.google.clientSecret, world().sandbox.ready.microsoft.clientSecret];
    const canaries = new Set([...canariesOf(await openAll(world())), password, ...settings]);
    for (const { id } of [imap, google, microsoft]) answers.push(await act(ola, "check", id));
    for (const canary of canariesOf(await openAll(world()))) canaries.add(canary);
    await consume(canaries, [imap.id, google.id, microsoft.id]);
    const linkToken = await reconnect(canaries, ola, google.id, imap.id);
    answers.push(
      await ola.refused(verbs.connectImap, { input: imapLogin(world(), "spare@imap.demo.test", { password: `${linkPassword}-wrong` }) }),
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
    // What is over by then is mailed to nobody.
    const told = await untilMail(world(), "ola@demo.test");
    for (const { id } of [imap, google, microsoft]) answers.push(await removeFully(ola, id));
    for (const { id } of [imap, microsoft]) answers.push(await act(ola, "verify", id));
    await untilInbox(ola, google.id, (inbox) => inbox.providerAccess === "REVOKED", "it closes");
    answers.push(
      await ola.get("{ inboxEvents(first: 200) { nodes { id type providerCode actorName } } notifications { nodes { title body } } }"),
    );
    const mails = [...told, ...(await untilMail(world(), "holder@elsewhere.test"))];
    await until(() => receiver.of("events").length > 3, "the webhook has told of it");
    // What is being sent is in memory, its secret as well.
    const sending =
      "select 1 from webhook_delivery where due_at is not null union all select 1 from webhook_queue where lease_until is not null";
    await until(async () => (await world().database.query(sending)).length === 0, "nothing is being sent");
    const sent: readonly (readonly [string, string])[] = [
      [
        "mails",
        mails
          .map(({ raw, body }) => `${raw}\n${body}`)
          .join("\n")
          .replaceAll(linkToken, "the link itself"),
      ],
      ["webhooks", JSON.stringify(receiver.of("events"))],
    ];
    const places = new Map([...(await dumpTables(world())), ...sent, ["answers", JSON.stringify(answers)], ["log", api.output()]]);
    // Applications' secrets are settings, which a process holds as long as it runs; nothing of a request that is done may stay.
    const alive = new Map([["heap", await heap.dump(api)]]);
    expect(await api.kill("SIGTERM")).toBe("0");
    expect(api.output()).toContain("request");
    expect(canaries.size).toBeGreaterThanOrEqual(18);
    for (const canary of canaries)
      expect([canary.slice(0, 12), canary.length > 8, holdersOf(canary, places)]).toEqual([canary.slice(0, 12), true, []]);
    for (const canary of canaries)
      if (!settings.includes(canary)) expect([canary.slice(0, 12), holdersOf(canary, alive)]).toEqual([canary.slice(0, 12), []]);
    expect(holdersOf(settings[0] ?? "", alive)).toEqual(["heap"]);
    // The net has no hole: what must be there is found.
    expect(holdersOf("new@google.demo.test", places)).toContain("inbox");
  },
);
