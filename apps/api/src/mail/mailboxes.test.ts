import { createServer as createHttpServer } from "node:http";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Mailboxes, MailboxReply, MailServer } from "./mailbox.ts";
import { type Certificate, type ListeningServer, listen, mailboxesFor, makeCertificate, plainServer, speak, tlsServer } from "./mail-server.fixture.ts";

const host = "imap.relink.test";
const password = "correct-horse-battery";
let certificate: Certificate;
let server: ListeningServer | null = null;

beforeAll(async () => {
  certificate = await makeCertificate(host);
});
afterEach(() => server?.close());

function open(port: number, more: { security?: MailServer["security"]; mailboxes?: Mailboxes; timeoutMs?: number; hadWorked?: boolean; token?: boolean } = {}): Promise<MailboxReply> {
  const mailboxes = more.mailboxes ?? mailboxesFor([port], certificate);
  const auth = more.token ? { accessToken: "ya29.token", provider: "GOOGLE" as const } : { password };
  const login = { server: { host, port, security: more.security ?? "TLS" }, user: "ola@relink.test", auth };
  return mailboxes.open(login, { timeoutMs: more.timeoutMs ?? 5_000, hadWorked: more.hadWorked ?? false });
}

const capabilities = "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR";

/** A server that answers as it should, but for what `instead` says. */
async function imap(instead: (tag: string, words: string) => string | null | undefined, greeting = "* OK ready\r\n"): Promise<number> {
  server = await tlsServer(certificate, (socket) =>
    speak(socket, greeting, (tag, words) => {
      const said = instead(tag, words);
      if (said !== undefined) return said;
      if (words === "CAPABILITY") return `${capabilities}\r\n${tag} OK done\r\n`;
      if (words.startsWith("STATUS")) return `* STATUS INBOX (MESSAGES 3 UIDNEXT 4294967295 UIDVALIDITY 1700000000)\r\n${tag} OK done\r\n`;
      if (words.startsWith("AUTHENTICATE")) return "+ \r\n";
      // The answer to "+": base64 alone on its line.
      if (words === "") return `${lastTag} OK logged in\r\n`;
      return words === "LOGOUT" ? `* BYE\r\n${tag} OK bye\r\n` : `${tag} OK done\r\n`;
    }),
  );
  return server.port;
}

let lastTag = "";
/** Answers the login with `answer`, once its secret has come. */
function refusing(answer: string) {
  return (tag: string, words: string): string | null | undefined => {
    if (words.startsWith("AUTHENTICATE")) lastTag = tag;
    return words === "" ? `${lastTag} ${answer}\r\n` : undefined;
  };
}
const accepting = refusing("OK logged in");

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
    expect(await open(await imap(refusing("NO no")), { hadWorked: true })).toMatchObject({ verdict: { verdict: "uncoded" }, provesEnd: true });
  });

  it("of a token is read with the JSON before it, and proves no end by itself", async () => {
    const json = Buffer.from(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`).toString("base64");
    server = await tlsServer(certificate, (socket) => {
      let tag = "";
      speak(socket, "* OK ready\r\n", (next, words) => {
        if (words === "CAPABILITY") return `* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\n${next} OK done\r\n`;
        if (!words.startsWith("AUTHENTICATE")) return `${tag} NO failed\r\n`;
        tag = next;
        return `+ ${json}\r\n`;
      });
    });
    expect(await open(server.port, { token: true, hadWorked: true })).toMatchObject({ verdict: { verdict: "refused", reason: "ACCESS_REVOKED", providerCode: "400" }, provesEnd: false });
  });
});

describe("a certificate that does not hold", () => {
  it("is TLS_INVALID when it vouches for itself, and no login is tried", async () => {
    let tried = false;
    server = await tlsServer(certificate, (socket) => speak(socket, "* OK\r\n", (tag) => ((tried = true), `${tag} OK\r\n`)));
    const reply = await open(server.port, { mailboxes: mailboxesFor([server.port], null) });
    expect(reply).toMatchObject({ verdict: { verdict: "refused", reason: "TLS_INVALID", providerCode: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(tried).toBe(false);
  });

  it("is TLS_INVALID when it is another host's", async () => {
    const other = await makeCertificate("other.relink.test");
    server = await tlsServer(other, (socket) => speak(socket, "* OK\r\n", (tag) => `${tag} OK\r\n`));
    const reply = await open(server.port, { mailboxes: mailboxesFor([server.port], other) });
    expect(reply.verdict).toMatchObject({ reason: "TLS_INVALID", providerCode: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });
});

describe("a server that means ill", () => {
  async function bounded(port: number, more: Parameters<typeof open>[1] = {}): Promise<MailboxReply> {
    const [begun, before] = [performance.now(), process.memoryUsage().rss];
    const reply = await open(port, { timeoutMs: 1_500, ...more });
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    expect(reply.provesEnd).toBe(false);
    expect(JSON.stringify(reply)).not.toContain(password);
    return reply;
  }

  function flood(socket: { write(data: Buffer): boolean; once(event: "drain", next: () => void): unknown; destroyed: boolean }, block: Buffer): void {
    const pour = () => {
      while (!socket.destroyed && socket.write(block));
      if (!socket.destroyed) socket.once("drain", pour);
    };
    pour();
  }

  it("greets without end", async () => {
    server = await tlsServer(certificate, (socket) => flood(socket, Buffer.alloc(64 * 1024, "a")));
    expect((await bounded(server.port)).verdict).toMatchObject({ verdict: "passing", providerCode: "LineTooLarge" });
  });

  it("sends lines without end", async () => {
    server = await tlsServer(certificate, (socket) => flood(socket, Buffer.from("* OK still here\r\n".repeat(2_000))));
    expect((await bounded(server.port)).verdict.verdict).toBe("passing");
  });

  it("announces a huge literal", async () => {
    const port = await imap((tag, words) => (words.startsWith("STATUS") ? `* STATUS {1073741824}\r\n` : accepting(tag, words)));
    expect((await bounded(port)).verdict).toMatchObject({ verdict: "passing", providerCode: "LiteralTooLarge" });
  });

  it("nests without end", async () => {
    const port = await imap((tag, words) => (words.startsWith("STATUS") ? `* STATUS INBOX ${"(".repeat(30_000)}\r\n${tag} OK\r\n` : accepting(tag, words)));
    expect(await bounded(port)).toMatchObject({ verdict: { verdict: "passing" }, inbox: null });
  });

  it("never answers", async () => {
    server = await tlsServer(certificate, () => undefined);
    expect((await bounded(server.port)).verdict).toMatchObject({ verdict: "passing" });
  });

  it("never begins TLS", async () => {
    server = await plainServer(() => undefined);
    expect((await bounded(server.port)).verdict).toMatchObject({ verdict: "passing" });
  });

  it("drips a byte at a time", async () => {
    server = await tlsServer(certificate, (socket) => {
      const timer = setInterval(() => socket.write("*"), 50);
      socket.on("close", () => clearInterval(timer));
    });
    expect((await bounded(server.port)).verdict).toMatchObject({ verdict: "passing" });
  });

  it("talks plain text at a TLS port", async () => {
    server = await plainServer((socket) => socket.end("* OK plain\r\n"));
    expect((await bounded(server.port)).verdict.verdict).toMatch(/passing|refused/);
  });

  it("is no mail server at all", async () => {
    server = await listen(createHttpServer((_, response) => response.end("hello")));
    await bounded(server.port, { security: "STARTTLS" });
  });

  it("hides STARTTLS, and gets no password for it", async () => {
    const heard: string[] = [];
    server = await plainServer((socket) =>
      speak(socket, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n", (tag, words) => {
        heard.push(words);
        return words === "CAPABILITY" ? `${capabilities}\r\n${tag} OK\r\n` : `${tag} OK\r\n`;
      }),
    );
    const reply = await bounded(server.port, { security: "STARTTLS" });
    expect(reply.verdict).toMatchObject({ verdict: "refused", reason: "TLS_INVALID", providerCode: "STARTTLS_REFUSED" });
    expect(heard.join(" ")).not.toMatch(/LOGIN|AUTHENTICATE|correct-horse/);
  });

  it("skips STARTTLS by PREAUTH", async () => {
    server = await plainServer((socket) => speak(socket, "* PREAUTH hello\r\n", (tag, words) => (words === "CAPABILITY" ? `* CAPABILITY IMAP4rev1 STARTTLS\r\n${tag} OK\r\n` : `${tag} OK\r\n`)));
    expect((await bounded(server.port, { security: "STARTTLS" })).verdict.verdict).toBe("refused");
  });

  it("slips words in between STARTTLS and TLS", async () => {
    server = await plainServer((socket) =>
      speak(socket, "* OK ready\r\n", (tag, words) => (words === "STARTTLS" ? `${tag} OK go\r\n* OK injected\r\n` : `* CAPABILITY IMAP4rev1 STARTTLS\r\n${tag} OK\r\n`)),
    );
    expect((await bounded(server.port, { security: "STARTTLS" })).verdict).toMatchObject({ verdict: "refused", reason: "TLS_INVALID" });
  });

  it("speaks in NUL bytes", async () => {
    server = await tlsServer(certificate, (socket) => speak(socket, "\u0000\u0000* OK \u0000\r\n", (tag) => `\u0000${tag} OK \u0000\r\n`));
    await bounded(server.port);
    await server.close();
    await bounded(await imap((tag, words) => (words.startsWith("STATUS") ? `* STATUS INBOX (\u0000)\r\n${tag} OK\r\n` : accepting(tag, words))));
  });

  it("answers a STATUS with nonsense", async () => {
    const port = await imap((tag, words) => (words.startsWith("STATUS") ? `* STATUS INBOX (UIDNEXT NIL UIDVALIDITY foo)\r\n${tag} OK\r\n` : accepting(tag, words)));
    expect((await open(port)).inbox).toBeNull();
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
    expect(await mailboxesFor([993], null).open(login)).toMatchObject({ verdict: { verdict: "refused", reason: "BAD_CREDENTIALS" }, provesEnd: false });
  });

  it("is a port where nobody listens", async () => {
    const gone = await plainServer(() => undefined);
    await gone.close();
    expect((await open(gone.port)).verdict).toMatchObject({ verdict: "passing", providerCode: "ECONNREFUSED" });
  });
});
