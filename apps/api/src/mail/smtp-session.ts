import { connect, type Socket } from "node:net";
import type { SmtpReply } from "@relink/domain";
import { createTransport } from "nodemailer";
import { codeOf, withinDeadline } from "./deadline.ts";
import type { AdmittedHost } from "./host-guard.ts";
import type { MailTrust } from "./mail-trust.ts";
import type { MailboxLogin } from "./mailbox.ts";

const maxResponseSize = 64 * 1024;

/** Connected by ourselves, since nodemailer resolves names anew, and so that the deadline can end whatever hangs. */
async function connectTo(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
}

async function verify(
  socket: Socket,
  { server, user, auth }: MailboxLogin,
  host: AdmittedHost,
  trust: MailTrust,
  timeoutMs: number,
): Promise<void> {
  await connectTo(socket);
  const transport = createTransport({
    connection: socket,
    host: host.host,
    port: server.port,
    secure: server.security === "TLS",
    requireTLS: server.security === "STARTTLS",
    // Never a refresh token: nodemailer would use it behind our back, and lose a rotated one.
    auth: "password" in auth ? { user, pass: auth.password } : { type: "OAuth2", user, accessToken: auth.accessToken },
    // Without it a server that offers no AUTH counts as verified.
    forceAuth: true,
    tls: { ...trust, ...(host.serverName === null ? {} : { servername: host.serverName }) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    maxResponseSize,
    logger: false,
  });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

function toSmtpReply(error: unknown): SmtpReply {
  if (error instanceof Error && "responseCode" in error && typeof error.responseCode === "number") {
    const text = "response" in error && typeof error.response === "string" ? error.response : "";
    return { kind: "refused", responseCode: error.responseCode, text };
  }
  return { kind: "fault", code: codeOf(error) ?? "SMTP_FAILED" };
}

/** Never fulfils; rejects once the signal says that nobody wants the answer any more. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = (): void => reject(Object.assign(new Error("Nobody waits for the answer any more."), { code: "ABORTED" }));
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
}

/** Signs in to the sending server, and sends nothing. */
export async function askSmtp(
  login: MailboxLogin,
  host: AdmittedHost,
  trust: MailTrust,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<SmtpReply> {
  const socket = connect({ host: host.host, port: login.server.port, lookup: host.lookup });
  socket.on("error", () => undefined);
  try {
    const verified = verify(socket, login, host, trust, timeoutMs);
    await withinDeadline(signal ? Promise.race([verified, untilAborted(signal)]) : verified, timeoutMs, () => socket.destroy());
    return { kind: "ok" };
  } catch (error) {
    return toSmtpReply(error);
  } finally {
    socket.destroy();
  }
}

/** The enhanced status code (RFC 3463) of a refusal, or its plain one, or the fault's code. */
export function smtpProviderCode(reply: SmtpReply): string | null {
  if (reply.kind === "ok") return null;
  if (reply.kind === "fault") return reply.code;
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply.text)?.[1] ?? String(reply.responseCode);
}
