// A mail server that answers each login after 200 ms, in a process of its own.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket } from "node:tls";

const delayMs = 200;
const { MAIL_KEY = "", MAIL_CERT = "" } = process.env;
let logins = 0;

/** Answers one line; `pending`: the tag of a login whose secret is still to come, and what is to be waited for from here on. */
function answer(socket: TLSSocket, line: string, pending: string | null): string | null {
  const [tag = "", ...rest] = line.split(" ");
  const words = rest.join(" ");
  const done = (of: string, text = ""): void => void (socket.writable && socket.write(`${text}${of} OK done\r\n`));
  const logIn = (of: string): void => {
    logins += 1;
    setTimeout(done, delayMs, of);
  };
  if (pending !== null) logIn(pending);
  else if (words === "AUTHENTICATE PLAIN") {
    socket.write("+ \r\n");
    return tag;
  } else if (words.startsWith("AUTHENTICATE PLAIN ") || words.startsWith("LOGIN ")) logIn(tag);
  else if (words === "CAPABILITY") done(tag, "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n");
  else if (words.startsWith("STATUS")) done(tag, "* STATUS INBOX (MESSAGES 3 UIDNEXT 17 UIDVALIDITY 1700000000)\r\n");
  else done(tag, words === "LOGOUT" ? "* BYE\r\n" : "");
  return null;
}

const server = createServer({ key: readFileSync(MAIL_KEY), cert: readFileSync(MAIL_CERT) }, (socket) => {
  let rest = "";
  let pending: string | null = null;
  socket.on("error", () => undefined);
  socket.write("* OK ready\r\n");
  socket.on("data", (data) => {
    const lines = (rest + data.toString("latin1")).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) pending = answer(socket, line, pending);
  });
});
server.on("tlsClientError", () => undefined);
process.on("message", (message) => {
  if (message === "logins") process.send?.({ logins });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: String((server.address() as AddressInfo).port) }));
