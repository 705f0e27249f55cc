import { afterEach, beforeAll } from "vitest";
import type { Mailboxes, MailboxReply, MailServer } from "./mailbox.ts";
import { type Certificate, type ListeningServer, mailboxesFor, makeCertificate, speak, tlsServer } from "./mail-server.fixture.ts";

export const host = "imap.relink.test";
export const password = "correct-horse-battery";

/** What the tests of one file stand on: one server at a time, closed after each test. */
export const held: { certificate: Certificate | null; server: ListeningServer | null } = { certificate: null, server: null };

/** The certificate that holds for `host`. */
export function certificate(): Certificate {
  if (!held.certificate) throw new Error("The certificate is made before the tests.");
  return held.certificate;
}

/** Call it once in a test file. */
export function useMailServers(): void {
  beforeAll(async () => {
    held.certificate = await makeCertificate(host);
  });
  afterEach(() => held.server?.close());
}

/** Opens the INBOX at a port of this machine, as the API does. */
export function open(
  port: number,
  more: { security?: MailServer["security"]; mailboxes?: Mailboxes; timeoutMs?: number; hadWorked?: boolean; token?: boolean } = {},
): Promise<MailboxReply> {
  const mailboxes = more.mailboxes ?? mailboxesFor([port], certificate());
  const auth = more.token ? { accessToken: "ya29.token", provider: "GOOGLE" as const } : { password };
  const login = { server: { host, port, security: more.security ?? "TLS" }, user: "ola@relink.test", auth };
  return mailboxes.open(login, { timeoutMs: more.timeoutMs ?? 5_000, hadWorked: more.hadWorked ?? false });
}

export const capabilities = "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR";

/** A server that answers as it should, but for what `instead` says. */
export async function imap(
  instead: (tag: string, words: string) => string | null | undefined,
  greeting = "* OK ready\r\n",
): Promise<number> {
  held.server = await tlsServer(certificate(), (socket) =>
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
  return held.server.port;
}

let lastTag = "";
/** Answers the login with `answer`, once its secret has come. */
export function refusing(answer: string) {
  return (tag: string, words: string): string | null | undefined => {
    if (words.startsWith("AUTHENTICATE")) lastTag = tag;
    return words === "" ? `${lastTag} ${answer}\r\n` : undefined;
  };
}
export const accepting = refusing("OK logged in");
