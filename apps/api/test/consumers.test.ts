import { expect, test } from "vitest";
import { createMailboxes } from "../src/mail/mailboxes.ts";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { createKeyClient, type KeyClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { letTokenEnd } from "./let-token-end.ts";
import { act, connect, connectImap, getInbox, removeFully, untilInbox } from "./inbox-steps.ts";

const world = useApiWorld();

interface Issued {
  readonly inbox: { readonly id: string };
  readonly kind: string;
  readonly username: string;
  readonly secret: string;
  readonly expiresAt: string | null;
  readonly imap: { readonly host: string; readonly port: number; readonly security: "TLS" | "STARTTLS" };
  readonly smtp: { readonly host: string } | null;
}

const issueIt =
  "mutation ($id: ID!) { issued: issueInboxCredentials(inboxId: $id) { inbox { id } kind username secret expiresAt imap { host port security } smtp { host } } }";
const reportIt = `mutation ($id: ID!, $code: String!) { reported: reportInboxFailure(inboxId: $id, providerCode: $code) { check { verdict providerCode } inbox { state } } }`;
const impact = "query ($id: ID!) { removalImpact(inboxId: $id) { consumers { name lastIssuedAt } } }";

async function makeKey(scopes: readonly string[], name: string): Promise<KeyClient> {
  const sofia = await world().asMember("sofia");
  const create = "mutation ($name: String!, $scopes: [String!]!) { createApiKey(name: $name, scopes: $scopes) { key } }";
  const { createApiKey } = await sofia.get<{ createApiKey: { key: string } }>(create, { name, scopes });
  return createKeyClient(world().url, createApiKey.key);
}

const issue = async (key: KeyClient, id: string): Promise<Issued> => (await key.get<{ issued: Issued }>(issueIt, { id })).issued;

async function consumersOf(id: string): Promise<readonly string[]> {
  const { removalImpact } = await (await world().asMember("ola")).get<{ removalImpact: { consumers: { name: string }[] } }>(impact, { id });
  return removalImpact.consumers.map(({ name }) => name);
}

test("a token that opens the mailbox now: kept while it lasts 5 minutes more, refreshed where not", async () => {
  const ola = await world().asMember("ola");
  const inbox = await connect(ola, "new@google.demo.test");
  const key = await makeKey(["credentials:issue"], "Sync");
  const first = await issue(key, inbox.id);
  expect(first).toMatchObject({
    inbox: { id: inbox.id },
    kind: "OAUTH_ACCESS_TOKEN",
    username: inbox.address,
    smtp: { host: expect.any(String) },
  });
  expect(Date.parse(first.expiresAt ?? "")).toBeGreaterThan(Date.now() + 300_000);
  const { imap, username: user, secret: accessToken } = first;
  const { verdict } = await createMailboxes(world().sandbox.env).open({ server: imap, user, auth: { accessToken, provider: "GOOGLE" } });
  expect(verdict).toEqual({ verdict: "ok" });
  expect((await issue(key, inbox.id)).secret).toBe(first.secret);
  await letTokenEnd(world(), inbox.id, 400);
  expect((await issue(key, inbox.id)).secret).toBe(first.secret);
  await letTokenEnd(world(), inbox.id, 290);
  const fresh = await issue(key, inbox.id);
  expect(fresh.secret).not.toBe(first.secret);
  expect(await getInbox(ola, inbox.id)).toMatchObject({ version: inbox.version, state: "CONNECTED" });
  const audit = await world().database.query<{ n: number }>(
    "select count(*)::int as n from audit_entry where action = 'issueInboxCredentials' and actor_kind = 'API_KEY' and actor_name = 'Sync'",
  );
  expect(audit[0]?.n).toBe(4);
  await removeFully(ola, inbox.id);
});

test("a password with its server; refused for members, other scopes, other workspaces and what is off", async () => {
  const [ola, olga, sofia] = [await world().asMember("ola"), await world().asMember("olga"), await world().asMember("sofia")];
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const theirs = await connectImap(world(), olga, "spare@imap.demo.test");
  const [key, other] = [await makeKey(["credentials:issue"], "Reader"), await makeKey(["inboxes:read", "inboxes:write"], "Other")];
  expect(await issue(key, id)).toMatchObject({
    kind: "PASSWORD",
    username: "ola@imap.demo.test",
    secret: "relink-demo",
    expiresAt: null,
    imap: { host: "mail.imap.demo.test", security: "TLS" },
  });
  for (const asker of [ola, sofia, other]) expect((await asker.refused(issueIt, { id })).code).toBe("FORBIDDEN");
  for (const asker of [ola, sofia, other]) expect((await asker.refused(reportIt, { id, code: "NO" })).code).toBe("FORBIDDEN");
  expect((await key.refused(issueIt, { id: theirs.id })).code).toBe("NOT_FOUND");
  expect((await key.refused(reportIt, { id: theirs.id, code: "NO" })).code).toBe("NOT_FOUND");
  await act(ola, "turnOff", id);
  expect(await key.refused(issueIt, { id })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED", extensions: { action: "ISSUE_CREDENTIALS" } });
  expect((await key.refused(reportIt, { id, code: "NO" })).code).toBe("TRANSITION_NOT_ALLOWED");
  await act(ola, "remove", id);
  await removeFully(olga, theirs.id);
});

test("60 a minute for a key and inbox, also when all ask at once; another key has its own", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const [eager, calm] = [await makeKey(["credentials:issue"], "Eager"), await makeKey(["credentials:issue"], "Calm")];
  const answers = await Promise.all(Array.from({ length: 64 }, () => eager.ask(issueIt, { id })));
  expect(answers.filter(({ refusal }) => refusal === null)).toHaveLength(60);
  for (const { refusal } of answers.filter((answer) => answer.refusal)) {
    expect(refusal?.code).toBe("RATE_LIMITED");
    expect(refusal?.extensions["retryAfterSeconds"]).toBeGreaterThan(0);
    expect(refusal?.extensions["retryAfterSeconds"]).toBeLessThanOrEqual(60);
  }
  expect((await issue(calm, id)).kind).toBe("PASSWORD");
  await world().database.query("update credential_window set began_at = began_at - interval '61 seconds'");
  expect((await issue(eager, id)).kind).toBe("PASSWORD");
  await removeFully(ola, id);
});

test("a removal names the keys: tokens for a week, a password since the grant began, also of revoked keys", async () => {
  const [ola, sofia] = [await world().asMember("ola"), await world().asMember("sofia")];
  const [token, password] = [await connect(ola, "third@google.demo.test"), await connectImap(world(), ola, "ola@imap.demo.test")];
  const [first, second] = [await makeKey(["credentials:issue"], "First"), await makeKey(["credentials:issue"], "Second")];
  for (const { id } of [token, password]) await issue(first, id);
  for (const { id } of [token, password]) await issue(second, id);
  expect(await Promise.all([consumersOf(token.id), consumersOf(password.id)])).toEqual([
    ["Second", "First"],
    ["Second", "First"],
  ]);
  const { apiKeys } = await sofia.get<{ apiKeys: { id: string; name: string }[] }>("{ apiKeys { id name } }");
  await sofia.get("mutation ($id: ID!) { revokeApiKey(id: $id) }", { id: apiKeys.find(({ name }) => name === "First")?.id });
  await world().database.query(
    "update credential_issue c set last_issued_at = last_issued_at - interval '8 days' from api_key k where k.id = c.key_id and k.name = 'First'",
  );
  await world().database.query("update inbox_grant set started_at = started_at - interval '9 days' where inbox_id = $1", [
    parseGlobalId("inbox", password.id),
  ]);
  expect(await Promise.all([consumersOf(token.id), consumersOf(password.id)])).toEqual([["Second"], ["Second", "First"]]);
  for (const { id } of [token, password]) await removeFully(ola, id);
});

test("what the provider refuses is refused with its reason, and nothing is handed out or written down", async () => {
  const ola = await world().asMember("ola");
  const inbox = await connect(ola, "new@microsoft.demo.test");
  const key = await makeKey(["credentials:issue"], "Unlucky");
  await letTokenEnd(world(), inbox.id, 1);
  await world().sandbox.trouble("accounts/new@microsoft.demo.test", { appAccess: "removed" });
  expect(await key.refused(issueIt, { id: inbox.id })).toMatchObject({
    code: "PROVIDER_REFUSED",
    extensions: { reason: expect.any(String), providerCode: "AADSTS65001" },
  });
  expect(
    await world().database.query("select 1 from audit_entry where action = 'issueInboxCredentials' and actor_name = 'Unlucky'"),
  ).toEqual([]);
  expect(await consumersOf(inbox.id)).toEqual([]);
  await removeFully(ola, inbox.id);
});

test("a reported failure is looked at at once, once a minute; the check is real", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const key = await makeKey(["credentials:issue"], "Watchful");
  for (const code of ["", " x", "a\nb", "x".repeat(101)])
    expect(await key.refused(reportIt, { id, code })).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field: "providerCode" } });
  expect(await key.get(reportIt, { id, code: "AUTHENTICATIONFAILED" })).toEqual({
    reported: { check: { verdict: "OK", providerCode: null }, inbox: { state: "CONNECTED" } },
  });
  expect((await key.refused(reportIt, { id, code: "AUTHENTICATIONFAILED" })).extensions).toMatchObject({
    code: "RATE_LIMITED",
    retryAfterSeconds: expect.any(Number),
  });
  expect(
    await world().database.query("select provider_code from failure_report where inbox_id = $1", [parseGlobalId("inbox", id)]),
  ).toEqual([{ provider_code: "AUTHENTICATIONFAILED" }]);
  await world().database.query("update failure_report set at = at - interval '61 seconds'");
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { imapReply: "unavailable" });
  expect(await key.get(reportIt, { id, code: "535 5.7.8" })).toMatchObject({ reported: { check: { verdict: "PASSING_FAILURE" } } });
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { imapReply: null });
  await untilInbox(ola, id, ({ state }) => state === "CONNECTED", "one passing failure disconnects nothing");
  expect(await world().database.query("select 1 from audit_entry where action = 'reportInboxFailure'")).toHaveLength(2);
  await removeFully(ola, id);
});
