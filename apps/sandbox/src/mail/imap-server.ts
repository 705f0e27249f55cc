import { createServer } from "node:tls";
import type { TLSSocket } from "node:tls";
import type { SecureContextOf } from "../platform/certificates.ts";
import { log } from "../platform/log.ts";
import { listen } from "../platform/listen.ts";
import type { Listening } from "../platform/listen.ts";
import type { LogIn } from "./mail-facts.ts";
import { runImapSession } from "./imap-session.ts";
import type { Troubles } from "../rehearsal/trouble.store.ts";
import { toServerHost } from "./log-in.ts";
import type { Mailboxes } from "./mailbox.store.ts";

export type ImapServerNeeds = {
  readonly ports: readonly number[];
  readonly certificates: SecureContextOf;
  readonly logIn: LogIn;
  readonly mailboxes: Mailboxes;
  readonly troubles: Troubles;
};

/** A client that sends nothing for this long is gone; RFC 3501 5.4 asks for at least 30 minutes. */
const idleLimit = 30 * 60_000;

/** IMAP over TLS from the first byte, for all three providers: the name that the client calls tells them apart. */
export async function startImapServer({ ports, certificates, logIn, mailboxes, troubles }: ImapServerNeeds): Promise<Listening> {
  const open = new Set<TLSSocket>();
  const serve = async (socket: TLSSocket): Promise<void> => {
    const host = toServerHost(socket.servername);
    if (host && (await troubles.ofHost(host)).includes("stopped")) return void socket.destroy();
    await runImapSession(socket, host !== "imap", {
      logIn: (credentials: Parameters<LogIn>[1]) => logIn("imap", credentials, host),
      status: mailboxes.status,
    });
  };
  const server = createServer({ ...certificates.fallback, SNICallback: certificates.choose }, (socket) => {
    open.add(socket);
    socket.setTimeout(idleLimit, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => open.delete(socket));
    serve(socket).catch((error: unknown) => {
      log.error({ err: error }, "IMAP session failed");
      socket.destroy();
    });
  });
  server.on("tlsClientError", (_, socket) => socket.destroy());
  const { port, close } = await listen(server, ports);
  return {
    port,
    close: () => {
      for (const socket of open) socket.destroy();
      return close();
    },
  };
}
