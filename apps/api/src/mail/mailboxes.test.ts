import { describe, expect, it } from "vitest";
import { mailboxesFor, makeCertificate, plainServer, speak, tlsServer } from "./mail-server.fixture.ts";
import { accepting, certificate, held, host, imap, open, password, refusing, useMailServers } from "./mailbox-world.fixture.ts";

useMailServers();

describe("a mailbox that opens", () => {
  it("tells its INBOX, and no message is touched", async () => {
    const asked: string[] = [];
    const port = await imap((tag, words) => {
      asked.push(words.split(" ")[0] ?? "");
      return accepting(tag, words);
    });
    const reply = await open(port);
    expect(reply).toMatchObject({ verdict: { verdict: "ok" }, provesEnd: false, refusedHost: false });
    expect(reply.inbox).toEqual({ uidValidity: "1700000000", uidNext: "4294967295", messages: 3 });
    expect(asked).not.toContain("SELECT");
    expect(asked).not.toContain("FETCH");
  });

  it("is passing, and no refusal, when the login works and the INBOX does not", async () => {
    const port = await imap((tag, words) => (words.startsWith("STATUS") ? `${tag} NO [UNAVAILABLE] later\r\n` : accepting(tag, words)));
    expect(await open(port, { hadWorked: true })).toMatchObject({ verdict: { verdict: "passing" }, provesEnd: false, inbox: null });
  });

  it("shows nothing of the credentials when the server asks for none (PREAUTH)", async () => {
    const port = await imap(() => undefined, "* PREAUTH welcome\r\n");
    expect(await open(port)).toMatchObject({ verdict: { verdict: "passing", providerCode: "PREAUTH" } });
  });
});

describe("a refused login", () => {
  it.each([
    ["NO [AUTHENTICATIONFAILED] no", { verdict: "refused", reason: "BAD_CREDENTIALS" }, true],
    ["NO [EXPIRED] no", { verdict: "refused", reason: "PASSWORD_CHANGED" }, true],
    ["NO [UNAVAILABLE] no", { verdict: "passing", providerCode: "UNAVAILABLE" }, false],
    ["NO [LIMIT] no", { verdict: "passing", providerCode: "LIMIT" }, false],
    ["NO [CONTACTADMIN] no", { verdict: "refused", reason: "ACCOUNT_DISABLED" }, false],
    ["NO [ALERT] Too many simultaneous connections. (Failure)", { verdict: "passing", providerCode: "ALERT" }, false],
    ["BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", { verdict: "passing", providerCode: "ETHROTTLE" }, false],
    ["NO no", { verdict: "uncoded" }, false],
  ])("%s", async (answer, verdict, provesEnd) => {
    expect(await open(await imap(refusing(answer)))).toMatchObject({ verdict, provesEnd, inbox: null });
  });

  it("without a code proves the end of credentials that had worked", async () => {
    expect(await open(await imap(refusing("NO no")), { hadWorked: true })).toMatchObject({
      verdict: { verdict: "uncoded" },
      provesEnd: true,
    });
  });

  it("of a token is read with the JSON before it, and proves no end by itself", async () => {
    const json = Buffer.from(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`).toString("base64");
    held.server = await tlsServer(certificate(), (socket) => {
      let tag = "";
      speak(socket, "* OK ready\r\n", (next, words) => {
        if (words === "CAPABILITY") return `* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\n${next} OK done\r\n`;
        if (!words.startsWith("AUTHENTICATE")) return `${tag} NO failed\r\n`;
        tag = next;
        return `+ ${json}\r\n`;
      });
    });
    expect(await open(held.server.port, { token: true, hadWorked: true })).toMatchObject({
      verdict: { verdict: "refused", reason: "ACCESS_REVOKED", providerCode: "400" },
      provesEnd: false,
    });
  });
});

describe("a certificate that does not hold", () => {
  it("is TLS_INVALID when it vouches for itself, and no login is tried", async () => {
    let tried = false;
    held.server = await tlsServer(certificate(), (socket) => speak(socket, "* OK\r\n", (tag) => ((tried = true), `${tag} OK\r\n`)));
    const reply = await open(held.server.port, { mailboxes: mailboxesFor([held.server.port], null) });
    expect(reply).toMatchObject({ verdict: { verdict: "refused", reason: "TLS_INVALID", providerCode: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(tried).toBe(false);
  });

  it("is TLS_INVALID when it is another host's", async () => {
    const other = await makeCertificate("other.relink.test");
    held.server = await tlsServer(other, (socket) => speak(socket, "* OK\r\n", (tag) => `${tag} OK\r\n`));
    const reply = await open(held.server.port, { mailboxes: mailboxesFor([held.server.port], other) });
    expect(reply.verdict).toMatchObject({ reason: "TLS_INVALID", providerCode: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });
});

describe("what is not even tried", () => {
  it("is a host that may not be reached, and looks like one that is not there", async () => {
    const login = { server: { host: "127.0.0.1", port: 22, security: "TLS" as const }, user: "u", auth: { password } };
    const reply = await mailboxesFor([993], null).open(login);
    expect(reply).toMatchObject({ refusedHost: true, verdict: { verdict: "passing", providerCode: "ENOTFOUND" } });
  });

  it.each(["pass\u0000word", "pass\r\nword", ""])("is the password %j", async (bad) => {
    const login = { server: { host, port: 993, security: "TLS" as const }, user: "u", auth: { password: bad } };
    expect(await mailboxesFor([993], null).open(login)).toMatchObject({
      verdict: { verdict: "refused", reason: "BAD_CREDENTIALS" },
      provesEnd: false,
    });
  });

  it("is a port where nobody listens", async () => {
    const gone = await plainServer(() => undefined);
    await gone.close();
    expect((await open(gone.port)).verdict).toMatchObject({ verdict: "passing", providerCode: "ECONNREFUSED" });
  });
});
