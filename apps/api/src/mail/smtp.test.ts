import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { MailServer, SendingVerdict } from "./mailbox.ts";
import type { speak } from "./mail-server.fixture.ts";
import { type Certificate, type ListeningServer, listen, mailboxesFor, makeCertificate, tlsServer } from "./mail-server.fixture.ts";

const host = "smtp.relink.test";
let certificate: Certificate;
let server: ListeningServer | null = null;
let sent = 0;

beforeAll(async () => {
  certificate = await makeCertificate(host);
});
afterEach(() => server?.close());

async function smtp(options: SMTPServerOptions): Promise<number> {
  const smtpServer = new SMTPServer({
    ...certificate,
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    logger: false,
    secure: true,
    onData: (stream, _, done) => {
      sent += 1;
      stream.resume().on("end", () => done());
    },
    ...options,
  });
  smtpServer.on("error", () => undefined);
  server = await listen(smtpServer.server);
  return server.port;
}

function check(
  port: number,
  security: MailServer["security"] = "TLS",
  token = false,
  trust: Certificate | null = certificate,
): Promise<SendingVerdict> {
  const auth = token ? { accessToken: "t1", provider: "MICROSOFT" as const } : { password: "right" };
  return mailboxesFor([port], trust).checkSmtp({ server: { host, port, security }, user: "ola@relink.test", auth }, { timeoutMs: 3_000 });
}

const letIn: SMTPServerOptions["onAuth"] = (auth, _, done) =>
  auth.password === "right" || auth.accessToken === "t1" ? done(null, { user: auth.username ?? "" }) : done(new Error("no"));
const refuseWith =
  (responseCode: number, text: string): NonNullable<SMTPServerOptions["onAuth"]> =>
  (_auth, _session, done) =>
    done(Object.assign(new Error(text), { responseCode }));

describe("sending", () => {
  it.each([
    ["TLS", false],
    ["STARTTLS", false],
    ["TLS", true],
  ] as const)("works by %s (token: %s), and nothing is sent", async (security, token) => {
    const port = await smtp({ onAuth: letIn, secure: security === "TLS" });
    expect(await check(port, security, token)).toEqual({ sending: "WORKING", providerCode: null });
    expect(sent).toBe(0);
  });

  it.each([
    [535, "5.7.8 bad credentials", { sending: "REFUSED", providerCode: "5.7.8" }],
    [454, "4.7.0 later", { sending: "UNKNOWN", providerCode: "4.7.0" }],
    [
      535,
      "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
      { sending: "DISABLED", providerCode: "5.7.139" },
    ],
    [550, "5.7.30 Basic authentication is not supported for Client Submission.", { sending: "DISABLED", providerCode: "5.7.30" }],
  ])("refused with %i %s", async (code, text, verdict) => {
    expect(await check(await smtp({ onAuth: refuseWith(code, text) }))).toEqual(verdict);
  });

  it("is not called working where the server offers no login at all", async () => {
    const { sending } = await check(await smtp({ disabledCommands: ["AUTH"], onAuth: letIn }));
    expect(sending).toBe("DISABLED");
  });

  it("is unknown where the certificate does not hold, and no login is tried", async () => {
    let tried = false;
    const port = await smtp({ onAuth: (_auth, _session, done) => ((tried = true), done(null, { user: "u" })) });
    expect(await check(port, "TLS", false, null)).toMatchObject({ sending: "UNKNOWN" });
    const plain = await smtp({
      secure: false,
      hideSTARTTLS: true,
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => ((tried = true), done(null, { user: "u" })),
    });
    expect((await check(plain, "STARTTLS")).sending).not.toBe("WORKING");
    expect(tried).toBe(false);
  });

  it.each([
    ["says nothing", () => undefined],
    [
      "drips",
      (socket: Parameters<typeof speak>[0]) => {
        const timer = setInterval(() => socket.write("2"), 50);
        socket.on("close", () => clearInterval(timer));
      },
    ],
    [
      "talks without end",
      (socket: Parameters<typeof speak>[0]) => {
        const pour = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536, "2")));
          if (!socket.destroyed) socket.once("drain", pour);
        };
        pour();
      },
    ],
  ])("is unknown where the server %s", async (_, behave) => {
    server = await tlsServer(certificate, behave);
    const begun = performance.now();
    expect((await check(server.port)).sending).toBe("UNKNOWN");
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
