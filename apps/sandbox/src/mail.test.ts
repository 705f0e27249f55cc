import { readFile } from "node:fs/promises";
import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";
import { describe, expect, it } from "vitest";
import type { Ready } from "./ready-file.ts";
import { useSandbox } from "./testing/use-sandbox.ts";
import { callApi, connect, facts, need, refresh, revoke } from "./testing/world.ts";

let ready: Ready;
let ca: string;
useSandbox(async (started) => {
  ready = started;
  ca = await readFile(ready.caFile, "utf8");
});

type Auth = { readonly user: string; readonly pass?: string; readonly accessToken?: string };
type Refused = {
  readonly code?: string;
  readonly responseStatus?: string;
  readonly serverResponseCode?: string;
  readonly responseText?: string;
  readonly oauthError?: unknown;
};

function newClient(servername: string, auth: Auth, verifyOnly = true, silenceMs = 20_000): ImapFlow {
  const client = new ImapFlow({
    host: "127.0.0.1",
    port: ready.imapPort,
    secure: true,
    servername,
    auth,
    tls: { ca },
    logger: false,
    verifyOnly,
    connectionTimeout: 20_000,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
  });
  client.on("error", () => undefined);
  return client;
}

async function tryImap(servername: string, auth: Auth): Promise<"ok" | Refused> {
  try {
    await newClient(servername, auth).connect();
    return "ok";
  } catch (error) {
    return error as Refused;
  }
}

const tryHost = (pass: string, user = "ola@imap.demo.test") => tryImap("mail.imap.demo.test", { user, pass });

describe("IMAP with a password", () => {
  it("opens the mailbox and shows its numbers, which grow when mail comes", async () => {
    const status = async () => {
      const client = newClient("mail.imap.demo.test", { user: "ola@imap.demo.test", pass: "relink-demo" }, false);
      await client.connect();
      const result = await client.status("INBOX", { messages: true, uidNext: true, uidValidity: true });
      await client.logout();
      return result;
    };
    const before = await status();
    await callApi(ready, "deliver/ola@imap.demo.test", { count: 3 });
    const after = await status();
    if (!before || !after) throw new Error("No status.");
    expect(after.messages).toBe(Number(before.messages) + 3);
    expect(after.uidNext).toBe(Number(before.uidNext) + 3);
    expect(after.uidValidity).toBe(before.uidValidity);
  });

  it("selects INBOX", async () => {
    const client = newClient("mail.imap.demo.test", { user: "spare@imap.demo.test", pass: "relink-demo" }, false);
    await client.connect();
    const inbox = await client.mailboxOpen("INBOX");
    expect(inbox).toMatchObject({ path: "INBOX", uidNext: 1 });
    await client.mailboxClose();
    await client.logout();
  });

  it("refuses a wrong password and an unknown user alike", async () => {
    const refusal = { responseStatus: "NO", serverResponseCode: "AUTHENTICATIONFAILED" };
    expect(await tryHost("wrong")).toMatchObject(refusal);
    expect(await tryHost("relink-demo", "nobody@imap.demo.test")).toMatchObject(refusal);
    expect(await facts(ready, { kind: "imap-login-refused", account: "nobody@imap.demo.test" })).toMatchObject([
      { detail: { method: "password", code: "bad-credentials" } },
    ]);
  });

  it("follows a change of the password", async () => {
    await callApi(ready, "accounts/new@imap.demo.test", { password: "fresh" });
    expect(await tryHost("relink-demo", "new@imap.demo.test")).toMatchObject({
      serverResponseCode: "AUTHENTICATIONFAILED",
    });
    expect(await tryHost("fresh", "new@imap.demo.test")).toBe("ok");
  });

  it("gives each code that it is told to, to right credentials", async () => {
    const told = async (trouble: object) => {
      expect((await callApi(ready, "accounts/billing@imap.demo.test", trouble)).status).toBe(200);
      return tryHost("relink-demo", "billing@imap.demo.test");
    };
    expect(await told({ imapReply: "unavailable" })).toMatchObject({ serverResponseCode: "UNAVAILABLE" });
    expect(await told({ imapReply: "limit" })).toMatchObject({ serverResponseCode: "LIMIT" });
    expect(await told({ imapReply: "contactadmin" })).toMatchObject({ serverResponseCode: "CONTACTADMIN" });
    const uncoded = await told({ imapReply: "no-code" });
    expect(uncoded).toMatchObject({ responseStatus: "NO", responseText: "Login failed." });
    expect(uncoded === "ok" ? "" : uncoded.serverResponseCode).toBeFalsy();
    expect(await told({ imapReply: "hang" })).toMatchObject({ code: "ETIMEOUT" });
    expect(await told({ imapReply: null, suspended: true })).toMatchObject({ serverResponseCode: "CONTACTADMIN" });
    expect(await told({ suspended: false })).toBe("ok");
  });

  it("has no INBOX once the mailbox is deleted", async () => {
    await callApi(ready, "accounts/billing@imap.demo.test", { mailboxDeleted: true });
    const client = newClient("mail.imap.demo.test", { user: "billing@imap.demo.test", pass: "relink-demo" }, false);
    await client.connect();
    await expect(client.mailboxOpen("INBOX")).rejects.toMatchObject({ serverResponseCode: "NONEXISTENT" });
    await client.logout();
    await callApi(ready, "accounts/billing@imap.demo.test", { mailboxDeleted: false });
  });

  it("shows a foreign certificate as badcert.demo.test", async () => {
    const refused = await tryImap("badcert.demo.test", { user: "ola@imap.demo.test", pass: "relink-demo" });
    expect(refused).toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });
});

describe("IMAP with a token at the Google-like provider", () => {
  const tryGoogle = (user: string, accessToken: string) => tryImap("imap.google.demo.test", { user, accessToken });

  it("opens the account's own address and its alias, no other", async () => {
    const { access_token: token } = await connect(ready, "google", "ola@google.demo.test");
    expect(await tryGoogle("ola@google.demo.test", token)).toBe("ok");
    expect(await tryGoogle("ola.alias@google.demo.test", token)).toBe("ok");
    expect(await tryGoogle("support@google.demo.test", token)).toMatchObject({
      serverResponseCode: "AUTHENTICATIONFAILED",
      responseText: "Invalid credentials (Failure)",
      oauthError: { status: "400", schemes: "Bearer", scope: "https://mail.google.com/" },
    });
  });

  it("refuses the next log-in after a revocation", async () => {
    const tokens = await connect(ready, "google", "new@google.demo.test");
    expect(await tryGoogle("new@google.demo.test", tokens.access_token)).toBe("ok");
    await revoke(ready, need(tokens.refresh_token));
    expect(await tryGoogle("new@google.demo.test", tokens.access_token)).toMatchObject({
      serverResponseCode: "AUTHENTICATIONFAILED",
    });
  });

  it("wants no password", async () => {
    expect(await tryImap("imap.google.demo.test", { user: "ola@google.demo.test", pass: "relink-demo" })).toMatchObject({
      serverResponseCode: "ALERT",
    });
  });

  it("says that a deleted account is gone, at the token endpoint and at IMAP", async () => {
    const tokens = await connect(ready, "google", "third@google.demo.test");
    await callApi(ready, "accounts/third@google.demo.test", { mailboxDeleted: true });
    expect((await refresh(ready, "google", need(tokens.refresh_token))).body["error_description"]).toBe("Account has been deleted");
    expect(await tryGoogle("third@google.demo.test", tokens.access_token)).toMatchObject({
      serverResponseCode: "AUTHENTICATIONFAILED",
    });
    await callApi(ready, "accounts/third@google.demo.test", { mailboxDeleted: false });
  });
});

describe("IMAP with a token at the Microsoft-like provider", () => {
  const tryMicrosoft = (user: string, accessToken: string) => tryImap("imap.microsoft.demo.test", { user, accessToken });

  it("opens the account and the shared mailbox that is delegated to it", async () => {
    const { access_token: token } = await connect(ready, "microsoft", "ola@microsoft.demo.test");
    expect(await tryMicrosoft("ola@microsoft.demo.test", token)).toBe("ok");
    expect(await tryMicrosoft("team@microsoft.demo.test", token)).toBe("ok");
    const { access_token: other } = await connect(ready, "microsoft", "new@microsoft.demo.test");
    const refused = await tryMicrosoft("team@microsoft.demo.test", other);
    expect(JSON.stringify(refused)).toContain("User is authenticated but not connected.");
  });

  it("refuses a bad token, and any password, without a code", async () => {
    for (const auth of [{ accessToken: "nonsense" }, { pass: "relink-demo" }]) {
      const refused = await tryImap("imap.microsoft.demo.test", { user: "ola@microsoft.demo.test", ...auth });
      expect(refused).toMatchObject({ responseStatus: "NO", responseText: "AUTHENTICATE failed." });
      expect(refused === "ok" ? "" : refused.serverResponseCode).toBeFalsy();
    }
  });
});

describe("SMTP", () => {
  const send = (auth: object, servername = "localhost") =>
    createTransport({
      host: "127.0.0.1",
      port: ready.smtpPort,
      secure: true,
      tls: { ca, servername },
      auth,
      forceAuth: true,
    });

  it("takes mail of Relink's own user, also to addresses without a mailbox here", async () => {
    const { username: user, password: pass, hostname: host, port } = new URL(ready.smtpUrl);
    const transport = createTransport({ host, port: Number(port), secure: true, tls: { ca }, auth: { user, pass } });
    const to = ["admin@demo.test", "spare@imap.demo.test"];
    await transport.sendMail({ from: "relink@demo.test", to, subject: "Ola's inbox is disconnected", text: "Look." });
    const { body: notices } = await callApi(ready, "mail?to=admin@demo.test");
    expect(notices).toMatchObject([{ subject: "Ola's inbox is disconnected", mailbox: null }]);
    const { body: delivered } = await callApi(ready, "mail?to=spare@imap.demo.test");
    expect(delivered).toMatchObject([{ mailbox: "spare@imap.demo.test", uid: 1 }]);
  });

  it("honours passwords and tokens as IMAP does, and says when sending is switched off", async () => {
    const { access_token: accessToken } = await connect(ready, "microsoft", "ola@microsoft.demo.test");
    const oauth = { type: "OAuth2", user: "ola@microsoft.demo.test", accessToken };
    expect(await send(oauth).verify()).toBe(true);
    expect(await send({ user: "ola@imap.demo.test", pass: "relink-demo" }).verify()).toBe(true);
    await expect(send({ user: "ola@imap.demo.test", pass: "wrong" }).verify()).rejects.toMatchObject({
      responseCode: 535,
    });
    await expect(send({ type: "OAuth2", user: "ola@google.demo.test", accessToken }).verify()).rejects.toMatchObject({
      responseCode: 535,
    });
    await callApi(ready, "accounts/ola@microsoft.demo.test", { smtpReply: "disabled" });
    await expect(send(oauth).verify()).rejects.toMatchObject({ response: expect.stringContaining("5.7.139") });
    await callApi(ready, "accounts/ola@microsoft.demo.test", { smtpReply: null });
  });

  it("shows a foreign certificate as badcert.demo.test", async () => {
    await expect(send({ user: "x", pass: "y" }, "badcert.demo.test").verify()).rejects.toThrow(/self-signed/);
  });
});
