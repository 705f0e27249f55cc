import { createServer, type Server } from "node:http";
import { ImapFlow } from "imapflow";
import Provider from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMailTrust } from "../src/mail/mail-trust.ts";
import { createHostGuard } from "../src/mail/host-guard.ts";
import { createGuardedMailboxes } from "../src/mail/mailboxes.ts";
import type { MailboxAuth, MailboxReply, Mailboxes } from "../src/mail/mailbox.ts";
import { hasDovecot, startDovecot, type Dovecot } from "./dovecot.ts";
import { until } from "./log-world.ts";

const address = "alice@example.test";
let dovecot: Dovecot;
let mailboxes: Mailboxes;
let provider: Provider;
let oauth: Server;

if (!hasDovecot) process.stderr.write("Left out: the tests against Dovecot, since dovecot-imapd is not installed here.\n");

/** An OAuth server that Dovecot asks about each token (RFC 7662). */
async function startOauth(): Promise<string> {
  oauth = createServer((request, response) => provider.callback()(request, response));
  await new Promise<void>((resolve) => void oauth.listen(0, "127.0.0.1", resolve));
  const bound = oauth.address();
  if (typeof bound !== "object" || !bound) throw new Error("The OAuth server has no port.");
  const issuer = `http://127.0.0.1:${bound.port}`;
  provider = new Provider(issuer, {
    clients: [
      {
        client_id: "relink",
        client_secret: "relink-secret",
        redirect_uris: ["https://relink.example.test/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
      { client_id: "dovecot", client_secret: "dovecot-secret", redirect_uris: [], grant_types: [], response_types: [] },
    ],
    scopes: ["openid", "offline_access", "mail"],
    features: {
      introspection: { enabled: true, allowedPolicy: (_context, client) => client.clientId === "dovecot" },
      revocation: { enabled: true },
      devInteractions: { enabled: false },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  return `http://dovecot:dovecot-secret@127.0.0.1:${bound.port}/token/introspection`;
}

/** A token that the OAuth server itself issued and knows. */
async function issueToken(accountId: string, scope = "mail"): Promise<{ token: string; end: () => Promise<void> }> {
  const client = await provider.Client.find("relink");
  if (!client) throw new Error("No client.");
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const token = new provider.AccessToken({ accountId, client, grantId, scope, gty: "authorization_code", claims: {} });
  const value = await token.save();
  return { token: value, end: () => token.destroy() };
}

function open(auth: MailboxAuth, user = address): Promise<MailboxReply> {
  return mailboxes.open({ server: { host: "localhost", port: dovecot.port, security: "TLS" }, user, auth });
}

describe.skipIf(!hasDovecot)("against Dovecot", () => {
  beforeAll(async () => {
    dovecot = await startDovecot(await startOauth());
    const guard = createHostGuard({ dnsServers: [], mailPorts: [dovecot.port], allowedPrivateHosts: ["localhost"], trusted: [] });
    mailboxes = createGuardedMailboxes(guard, createMailTrust(dovecot.caFile));
    dovecot.setUsers([`${address}:{PLAIN}correct-horse::::::`]);
  });
  afterAll(async () => {
    await dovecot.stop();
    oauth.closeAllConnections();
    oauth.close();
  });

  test("a password opens the INBOX, and its UIDVALIDITY and UIDNEXT are read", async () => {
    const reply = await open({ password: "correct-horse" });
    expect(reply.verdict).toEqual({ verdict: "ok" });
    expect(reply.inbox?.uidValidity).toMatch(/^[1-9]\d*$/);
    expect(reply.inbox?.uidNext).toBe("1");
  });

  test("once the password is changed there, the old one is refused for good, and the new one opens", async () => {
    dovecot.setUsers([`${address}:{PLAIN}battery-staple::::::`]);
    await until(async () => (await open({ password: "battery-staple" })).verdict.verdict === "ok", "Dovecot reads the new password");
    const reply = await open({ password: "correct-horse" });
    expect(reply.verdict).toEqual({ verdict: "refused", reason: "BAD_CREDENTIALS", providerCode: "AUTHENTICATIONFAILED" });
    expect(reply.provesEnd).toBe(true);
  });

  test("a suspended account is ACCOUNT_DISABLED", async () => {
    const suspended = "suspended@example.test";
    dovecot.setUsers([`${address}:{PLAIN}battery-staple::::::`, `${suspended}:{PLAIN}pass::::::nologin reason=Account_suspended`]);
    const isDisabled = async (): Promise<boolean> => {
      const { verdict } = await open({ password: "pass" }, suspended);
      return verdict.verdict === "refused" && verdict.reason === "ACCOUNT_DISABLED";
    };
    await until(isDisabled, "Dovecot reads the suspension");
    expect((await open({ password: "pass" }, suspended)).verdict).toMatchObject({ verdict: "refused", reason: "ACCOUNT_DISABLED" });
  });

  test("more connections than the server allows is a passing failure, and an end of it", async () => {
    const idle = Array.from(
      { length: 3 },
      () =>
        new ImapFlow({
          host: "localhost",
          port: dovecot.port,
          secure: true,
          auth: { user: address, pass: "battery-staple" },
          logger: false,
          tls: { rejectUnauthorized: false },
        }),
    );
    for (const client of idle) client.on("error", () => undefined);
    await Promise.all(idle.map((client) => client.connect()));
    expect((await open({ password: "battery-staple" })).verdict).toMatchObject({ verdict: "passing", providerCode: "LIMIT" });
    await Promise.all(idle.map((client) => client.logout()));
    await until(async () => (await open({ password: "battery-staple" })).verdict.verdict === "ok", "the connections are free again");
  });

  test("an access token opens it by XOAUTH2, and no more once the OAuth server calls it inactive", async () => {
    const { token, end } = await issueToken(address);
    expect((await open({ accessToken: token, provider: "GOOGLE" })).verdict).toEqual({ verdict: "ok" });
    await end();
    expect((await open({ accessToken: token, provider: "GOOGLE" })).verdict).toMatchObject({ verdict: "refused" });
  });

  test("a token of another account, and one without the mail scope, are refused", async () => {
    const other = await issueToken("bob@example.test");
    const narrow = await issueToken(address, "openid");
    expect((await open({ accessToken: other.token, provider: "GOOGLE" })).verdict).toMatchObject({ verdict: "refused" });
    expect((await open({ accessToken: narrow.token, provider: "GOOGLE" })).verdict).toMatchObject({ verdict: "refused" });
  });

  test("while the identity provider is frozen a good token is a passing failure, never a refusal", async () => {
    const { token } = await issueToken(address);
    const listeners = oauth.listeners("request");
    oauth.removeAllListeners("request");
    oauth.on("request", () => undefined);
    const frozen = await open({ accessToken: token, provider: "GOOGLE" });
    oauth.removeAllListeners("request");
    for (const listener of listeners) oauth.on("request", listener as Parameters<Server["on"]>[1]);
    oauth.closeAllConnections();
    expect(frozen.verdict).toMatchObject({ verdict: "passing", providerCode: "UNAVAILABLE" });
    await until(
      async () => (await open({ accessToken: token, provider: "GOOGLE" })).verdict.verdict === "ok",
      "the identity provider is back",
    );
  });
});
