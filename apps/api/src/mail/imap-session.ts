import { ImapFlow } from "imapflow";
import { withinDeadline } from "./deadline.ts";
import type { AdmittedHost } from "./host-guard.ts";
import type { MailTrust } from "./mail-trust.ts";
import type { MailboxLogin, MailboxReply } from "./mailbox.ts";

// Far above any honest answer to a login or a STATUS; a capability list is the longest line.
const limits = { maxLineLength: 64 * 1024, maxLiteralSize: 64 * 1024, maxResponseSize: 128 * 1024, maxResponseTokens: 4_000 };
const goodbyeMs = 2_000;

function createClient({ server, user, auth }: MailboxLogin, host: AdmittedHost, trust: MailTrust, timeoutMs: number): ImapFlow {
  const client = new ImapFlow({
    host: host.host,
    port: server.port,
    secure: server.security === "TLS",
    // Without it a server, or somebody on the way, could talk us out of TLS.
    ...(server.security === "STARTTLS" ? { doSTARTTLS: true } : {}),
    auth: "password" in auth ? { user, pass: auth.password } : { user, accessToken: auth.accessToken },
    // `lookup` gives the vetted addresses, and is honoured by plain connections too.
    tls: { ...trust, lookup: host.lookup },
    logger: false,
    clientInfo: { name: "Relink" },
    disableAutoIdle: true,
    disableAutoEnable: true,
    // A few compressed bytes could unpack into more than any limit above sees.
    disableCompression: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...limits,
  });
  return client;
}

function leave(client: ImapFlow): void {
  const timer = setTimeout(() => client.close(), goodbyeMs);
  client
    .logout()
    .catch(() => undefined)
    .finally(() => {
      clearTimeout(timer);
      client.close();
    });
}

/** Rejects with what breaks the connection: imapflow tells that by an event, and unheard it would end the process. */
function broken(client: ImapFlow): Promise<never> {
  return new Promise((_, reject) => client.on("error", reject));
}

async function readInbox(client: ImapFlow): Promise<NonNullable<MailboxReply["inbox"]>> {
  await client.connect();
  // Only an OK greeting is kept. A PREAUTH one skips the login, and shows nothing about these credentials.
  if (client.greeting === undefined) throw Object.assign(new Error("The server asked for no login."), { code: "PREAUTH" });
  const status = await client.status("INBOX", { messages: true, uidNext: true, uidValidity: true });
  if (!status || status.uidValidity === undefined || status.uidNext === undefined) {
    throw Object.assign(new Error("The server tells nothing of the INBOX."), { code: "STATUS_FAILED" });
  }
  return { uidValidity: String(status.uidValidity), uidNext: String(status.uidNext), messages: Number(status.messages ?? 0) };
}

/** Signs in, asks for the INBOX's STATUS, and leaves. Rejects with imapflow's errors, which hold no secret; no message is read. */
export async function openInbox(
  login: MailboxLogin,
  host: AdmittedHost,
  trust: MailTrust,
  timeoutMs: number,
): Promise<NonNullable<MailboxReply["inbox"]>> {
  const client = createClient(login, host, trust, timeoutMs);
  try {
    const inbox = await withinDeadline(Promise.race([broken(client), readInbox(client)]), timeoutMs, () => client.close());
    leave(client);
    return inbox;
  } catch (error) {
    client.close();
    throw error;
  }
}
