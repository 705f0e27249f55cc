import type { Server } from "node:net";
import { createRequire } from "node:module";
import { afterEach, expect, it } from "vitest";
import { type ListeningServer, listen, mailboxesFor, makeCertificate } from "./mail-server.fixture.ts";

type Hoodiecrow = (options: Readonly<Record<string, unknown>>) => { readonly server: Server };
// An IMAP server by somebody else, which has no types and answers without RFC 5530's codes.
const hoodiecrow = createRequire(import.meta.url)("hoodiecrow-imap") as Hoodiecrow;

const host = "imap.hoodiecrow.test";
let server: ListeningServer | null = null;
afterEach(() => server?.close());

it.each(["TLS", "STARTTLS"] as const)("a server of another maker is understood, by %s", async (security) => {
  const certificate = await makeCertificate(host);
  const crow = hoodiecrow({
    secureConnection: security === "TLS",
    credentials: certificate,
    plugins: ["ID", "SASL-IR", "AUTH-PLAIN", "STARTTLS", "IDLE", "XOAUTH2"],
    users: { "ola@relink.test": { password: "right", xoauth2: { accessToken: "t1", sessionTimeout: 3_600_000 } } },
    storage: { INBOX: { messages: [{ raw: "Subject: one\r\n\r\nhello" }, { raw: "Subject: two\r\n\r\nhello" }] } },
  });
  server = await listen(crow.server);
  const mailboxes = mailboxesFor([server.port], certificate);
  const login = (auth: Parameters<typeof mailboxes.open>[0]["auth"]) =>
    mailboxes.open({ server: { host, port: server?.port ?? 0, security }, user: "ola@relink.test", auth }, { timeoutMs: 5_000 });
  const opened = await login({ password: "right" });
  expect(opened).toMatchObject({ verdict: { verdict: "ok" }, inbox: { messages: 2, uidNext: "3" } });
  expect((await login({ password: "wrong" })).verdict).toMatchObject({ verdict: "uncoded" });
  expect((await login({ accessToken: "t1", provider: "GOOGLE" })).verdict).toEqual({ verdict: "ok" });
  expect((await login({ accessToken: "t2", provider: "GOOGLE" })).verdict).toMatchObject({
    verdict: "refused",
    reason: "ACCESS_REVOKED",
    providerCode: "400",
  });
});
