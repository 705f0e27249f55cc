import { createServer as createHttpServer } from "node:http";
import type { MailboxReply } from "./mailbox.ts";
import { describe, expect, it } from "vitest";
import { listen, plainServer, speak, tlsServer } from "./mail-server.fixture.ts";
import { accepting, capabilities, certificate, held, imap, open, password, useMailServers } from "./mailbox-world.fixture.ts";

useMailServers();

describe("a server that means ill", () => {
  async function bounded(port: number, more: Parameters<typeof open>[1] = {}): Promise<MailboxReply> {
    const [begun, before] = [performance.now(), process.memoryUsage().rss];
    const reply = await open(port, { timeoutMs: 8_000, ...more });
    expect(performance.now() - begun).toBeLessThan(25_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    expect(reply.provesEnd).toBe(false);
    expect(JSON.stringify(reply)).not.toContain(password);
    return reply;
  }

  function flood(
    socket: { write(data: Buffer): boolean; once(event: "drain", next: () => void): unknown; destroyed: boolean },
    block: Buffer,
  ): void {
    const pour = () => {
      while (!socket.destroyed && socket.write(block));
      if (!socket.destroyed) socket.once("drain", pour);
    };
    pour();
  }

  it("greets without end", async () => {
    held.server = await tlsServer(certificate(), (socket) => flood(socket, Buffer.alloc(64 * 1024, "a")));
    expect((await bounded(held.server.port)).verdict).toMatchObject({ verdict: "passing", providerCode: "LineTooLarge" });
  });

  it("sends lines without end", async () => {
    held.server = await tlsServer(certificate(), (socket) => flood(socket, Buffer.from("* OK still here\r\n".repeat(2_000))));
    expect((await bounded(held.server.port)).verdict.verdict).toBe("passing");
  });

  it("announces a huge literal", async () => {
    const port = await imap((tag, words) => (words.startsWith("STATUS") ? `* STATUS {1073741824}\r\n` : accepting(tag, words)));
    expect((await bounded(port)).verdict).toMatchObject({ verdict: "passing", providerCode: "LiteralTooLarge" });
  });

  it("nests without end", async () => {
    const port = await imap((tag, words) =>
      words.startsWith("STATUS") ? `* STATUS INBOX ${"(".repeat(30_000)}\r\n${tag} OK\r\n` : accepting(tag, words),
    );
    expect(await bounded(port)).toMatchObject({ verdict: { verdict: "passing" }, inbox: null });
  });

  it("never answers", async () => {
    held.server = await tlsServer(certificate(), () => undefined);
    expect((await bounded(held.server.port)).verdict).toMatchObject({ verdict: "passing" });
  });

  it("never begins TLS", async () => {
    held.server = await plainServer(() => undefined);
    expect((await bounded(held.server.port)).verdict).toMatchObject({ verdict: "passing" });
  });

  it("drips a byte at a time", async () => {
    held.server = await tlsServer(certificate(), (socket) => {
      const timer = setInterval(() => socket.write("*"), 50);
      socket.on("close", () => clearInterval(timer));
    });
    expect((await bounded(held.server.port)).verdict).toMatchObject({ verdict: "passing" });
  });

  it("talks plain text at a TLS port", async () => {
    held.server = await plainServer((socket) => socket.end("* OK plain\r\n"));
    expect((await bounded(held.server.port)).verdict.verdict).toMatch(/passing|refused/);
  });

  it("is no mail server at all", async () => {
    held.server = await listen(createHttpServer((_, response) => response.end("hello")));
    await bounded(held.server.port, { security: "STARTTLS" });
  });

  it("hides STARTTLS, and gets no password for it", async () => {
    const heard: string[] = [];
    held.server = await plainServer((socket) =>
      speak(socket, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n", (tag, words) => {
        heard.push(words);
        return words === "CAPABILITY" ? `${capabilities}\r\n${tag} OK\r\n` : `${tag} OK\r\n`;
      }),
    );
    const reply = await bounded(held.server.port, { security: "STARTTLS" });
    expect(reply.verdict).toMatchObject({ verdict: "refused", reason: "TLS_INVALID", providerCode: "STARTTLS_REFUSED" });
    expect(heard.join(" ")).not.toMatch(/LOGIN|AUTHENTICATE|correct-horse/);
  });

  it("skips STARTTLS by PREAUTH", async () => {
    held.server = await plainServer((socket) =>
      speak(socket, "* PREAUTH hello\r\n", (tag, words) =>
        words === "CAPABILITY" ? `* CAPABILITY IMAP4rev1 STARTTLS\r\n${tag} OK\r\n` : `${tag} OK\r\n`,
      ),
    );
    expect((await bounded(held.server.port, { security: "STARTTLS" })).verdict.verdict).toBe("refused");
  });

  it("slips words in between STARTTLS and TLS", async () => {
    held.server = await plainServer((socket) =>
      speak(socket, "* OK ready\r\n", (tag, words) =>
        words === "STARTTLS" ? `${tag} OK go\r\n* OK injected\r\n` : `* CAPABILITY IMAP4rev1 STARTTLS\r\n${tag} OK\r\n`,
      ),
    );
    expect((await bounded(held.server.port, { security: "STARTTLS" })).verdict).toMatchObject({
      verdict: "refused",
      reason: "TLS_INVALID",
    });
  });

  it("speaks in NUL bytes", async () => {
    held.server = await tlsServer(certificate(), (socket) =>
      speak(socket, "\u0000\u0000* OK \u0000\r\n", (tag) => `\u0000${tag} OK \u0000\r\n`),
    );
    await bounded(held.server.port);
    await held.server?.close();
    await bounded(
      await imap((tag, words) => (words.startsWith("STATUS") ? `* STATUS INBOX (\u0000)\r\n${tag} OK\r\n` : accepting(tag, words))),
    );
  });

  it("answers a STATUS with nonsense", async () => {
    const port = await imap((tag, words) =>
      words.startsWith("STATUS") ? `* STATUS INBOX (UIDNEXT NIL UIDVALIDITY foo)\r\n${tag} OK\r\n` : accepting(tag, words),
    );
    expect((await open(port)).inbox).toBeNull();
  });
});
