import { SMTPServer } from "smtp-server";
import type { SMTPServerAuthentication, SMTPServerAuthenticationResponse, SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import type { Facts } from "../facts/fact.store.ts";
import type { SecureContextOf } from "../platform/certificates.ts";
import { log } from "../platform/log.ts";
import { listen } from "../platform/listen.ts";
import type { Listening } from "../platform/listen.ts";
import type { Troubles } from "../rehearsal/trouble.store.ts";
import { toServerHost } from "./log-in.ts";
import type { LogInRefusal } from "./log-in.ts";
import type { LogIn } from "./mail-facts.ts";
import type { Mailboxes } from "./mailbox.store.ts";

/** Relink's own notices are sent by this user; it has no mailbox. */
export type SubmissionUser = { readonly user: string; readonly password: string };

export type SmtpServerNeeds = {
  readonly ports: readonly number[];
  readonly certificates: SecureContextOf;
  readonly logIn: LogIn;
  readonly mailboxes: Mailboxes;
  readonly facts: Facts;
  readonly submission: SubmissionUser;
  readonly troubles: Troubles;
};

const largestMessage = 10 * 1024 * 1024;

/** SMTP submission over TLS from the first byte. What it takes goes to mailboxes of this world, nowhere else. */
export async function startSmtpServer(needs: SmtpServerNeeds): Promise<Listening> {
  const server = new SMTPServer({
    secure: true,
    ...needs.certificates.fallback,
    SNICallback: needs.certificates.choose,
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    size: largestMessage,
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, done) => void meet(needs, session).then(done, failed(done)),
    onAuth: (auth, session, done) => void authenticate(needs, auth, session).then((result) => answer(done, result), failed(done)),
    onData: (stream, session, done) => void take(needs, stream, session).then(() => done(), failed(done)),
  });
  // Without a listener a client that breaks off in the middle of TLS would end the process.
  server.on("error", () => undefined);
  const { port } = await listen(server.server, needs.ports);
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Tells the client that something failed here; what, only the log, unless it was meant for the client. */
function failed(done: (error: Error) => void): (error: unknown) => void {
  return (error) => {
    const isReply = error instanceof Error && "responseCode" in error;
    if (!isReply) log.error({ err: error }, "SMTP session failed");
    done(isReply ? error : Object.assign(new Error("4.3.0 Temporary failure"), { responseCode: 451 }));
  };
}

type AuthResult = { readonly user: string } | { readonly challenge: string } | { readonly code: number; readonly text: string };

function answer(done: (error: Error | null | undefined, response?: SMTPServerAuthenticationResponse) => void, result: AuthResult): void {
  if ("user" in result) done(null, { user: result.user });
  else if ("challenge" in result) done(null, { data: { status: "400", schemes: "Bearer", scope: result.challenge } });
  else done(Object.assign(new Error(result.text), { responseCode: result.code }));
}

/** A server that was stopped for a rehearsal; Relink's own notices come by no provider's name, and go through. */
async function meet({ troubles }: SmtpServerNeeds, session: SMTPServerSession): Promise<Error | undefined> {
  const host = toServerHost(session.servername);
  const stopped = host !== null && (await troubles.ofHost(host)).includes("stopped");
  return stopped ? Object.assign(new Error("4.3.2 Not accepting messages"), { responseCode: 421 }) : undefined;
}

async function authenticate(
  { logIn, submission }: SmtpServerNeeds,
  auth: SMTPServerAuthentication,
  session: SMTPServerSession,
): Promise<AuthResult> {
  const user = auth.username ?? "";
  const at = toServerHost(session.servername);
  if (auth.method === "XOAUTH2") return toResult(user, await logIn("smtp", { method: "token", user, token: auth.accessToken ?? "" }, at));
  const password = auth.password ?? "";
  if (user === submission.user && password === submission.password) return { user };
  return toResult(user, await logIn("smtp", { method: "password", user, password }, at));
}

function toResult(user: string, verdict: Awaited<ReturnType<LogIn>>): AuthResult {
  if (verdict.kind === "ok") return { user };
  if (verdict.kind !== "refused") return { code: 454, text: "4.7.0 Temporary authentication failure" };
  if (verdict.why === "bad-token" && verdict.provider === "google") return { challenge: "https://mail.google.com/" };
  return toReply(verdict.why);
}

/** Replies as providers.md 2.8 and RFC 4954 have them. */
function toReply(why: LogInRefusal): { readonly code: number; readonly text: string } {
  switch (why) {
    case "bad-credentials":
    case "no-code":
      return { code: 535, text: "5.7.8 Authentication credentials invalid" };
    case "bad-token":
    case "not-connected":
      return { code: 535, text: "5.7.3 Authentication unsuccessful" };
    case "app-password-required":
      return { code: 534, text: "5.7.9 Application-specific password required" };
    case "basic-auth-off":
      return { code: 550, text: "5.7.30 Basic authentication is not supported for Client Submission." };
    case "contact-admin":
      return { code: 535, text: "5.7.8 This account is suspended" };
    case "unavailable":
    case "limit":
    case "throttled":
      return { code: 454, text: "4.7.0 Temporary authentication failure" };
    case "smtp-disabled":
      return {
        code: 535,
        text: "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
      };
  }
}

async function take({ mailboxes, facts }: SmtpServerNeeds, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = [];
  // Over the limit smtp-server only marks the stream: what comes after is read and dropped.
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) throw Object.assign(new Error("5.3.4 Message too large"), { responseCode: 552 });
  const raw = Buffer.concat(chunks).toString("utf8");
  const sender = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
  for (const recipient of session.envelope.rcptTo) {
    const place = await mailboxes.deliver({ recipient: recipient.address, sender, subject: findSubject(raw), raw });
    await facts.add({ kind: "delivered", account: recipient.address.toLowerCase(), detail: { ...place, by: "smtp" } });
  }
}

function findSubject(raw: string): string {
  const header = raw.split(/\r?\n\r?\n/, 1)[0] ?? "";
  const match = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(header);
  return (match?.[1] ?? "").replace(/\r?\n[ \t]+/g, " ");
}
