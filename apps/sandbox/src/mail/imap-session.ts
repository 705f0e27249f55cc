import type { Socket } from "node:net";
import { openedCommands, runOpened } from "./imap-mailbox.ts";
import type { OpenedMailbox } from "./imap-mailbox.ts";
import { toImapRefusal } from "./imap-refusals.ts";
import { findLiteral, parseCommand } from "./imap-parser.ts";
import type { ImapCommand, ImapParse, ImapPiece } from "./imap-parser.ts";
import { ImapReader, largestLiteral, LineTooLong } from "./imap-reader.ts";
import type { Credentials, LogInVerdict } from "./log-in.ts";
import type { MailboxStatus } from "./mailbox.store.ts";
import { parseSasl } from "./sasl.ts";

export type ImapNeeds = {
  readonly logIn: (credentials: Credentials) => Promise<LogInVerdict>;
  readonly status: (mailbox: string) => Promise<MailboxStatus>;
};

/** One connection. `not-connected` is Microsoft's "User is authenticated but not connected" (providers.md 2.8). */
type Session = {
  readonly needs: ImapNeeds;
  readonly reader: ImapReader;
  readonly send: (line: string) => void;
  readonly takesTokens: boolean;
  opened: OpenedMailbox | "not-connected" | null;
};

type Outcome = "go-on" | "close";

/** Talks to one client until it leaves, and ends the connection. Ordinary mail hosts take passwords only: `takesTokens` is false there. */
export async function runImapSession(socket: Socket, takesTokens: boolean, needs: ImapNeeds): Promise<void> {
  const session: Session = {
    needs,
    reader: new ImapReader(socket),
    send: (line) => socket.write(`${line}\r\n`),
    takesTokens,
    opened: null,
  };
  session.send(`* OK [CAPABILITY ${capabilities(session)}] Relink sandbox ready`);
  try {
    for (;;) {
      const parsed = await readCommand(session);
      if (!parsed) return;
      if (!parsed.ok) session.send(`${parsed.tag} BAD ${parsed.problem}`);
      else if ((await run(session, parsed.command)) === "close") return;
    }
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error;
    session.send("* BYE Line too long");
  } finally {
    session.reader.hangUp();
  }
}

async function readCommand({ reader, send }: Session): Promise<ImapParse | null> {
  const pieces: ImapPiece[] = [];
  let taken = 0;
  for (;;) {
    const line = await reader.line();
    if (line === null) return null;
    const literal = findLiteral(line);
    if (!literal) return parseCommand([...pieces, { text: line }]);
    taken += literal.size;
    if (taken > largestLiteral) {
      const tag = parseCommand([...pieces, { text: literal.before }]);
      // A client that does not wait is sending already: only an end of the line would be understood.
      if (!literal.waits) throw new LineTooLong();
      return { ok: false, tag: tag.ok ? tag.command.tag : tag.tag, problem: "[TOOBIG] Literal too large" };
    }
    if (literal.waits) send("+ Ready for literal data");
    const bytes = await reader.bytes(literal.size);
    if (bytes === null) return null;
    pieces.push({ text: literal.before }, { literal: bytes });
  }
}

async function run(session: Session, command: ImapCommand): Promise<Outcome> {
  const { send } = session;
  const { tag, name } = command;
  if (name === "LOGOUT") {
    send("* BYE Logging out");
    send(`${tag} OK LOGOUT completed`);
    return "close";
  }
  if (session.opened === "not-connected") {
    send(`${tag} BAD User is authenticated but not connected.`);
    return "go-on";
  }
  switch (name) {
    case "CAPABILITY":
      send(`* CAPABILITY ${capabilities(session)}`);
      send(`${tag} OK CAPABILITY completed`);
      return "go-on";
    case "NOOP":
      send(`${tag} OK NOOP completed`);
      return "go-on";
    case "ID":
      send(`* ID ("name" "relink-sandbox")`);
      send(`${tag} OK ID completed`);
      return "go-on";
    case "LOGIN":
      return logInByCommand(session, command);
    case "AUTHENTICATE":
      return authenticate(session, command);
    default:
      if (!session.opened) return reject(session, command);
      await runOpened(session.opened, command);
      return "go-on";
  }
}

function reject({ send }: Session, { tag, name }: ImapCommand): Outcome {
  send(openedCommands.includes(name) ? `${tag} BAD Log in first` : `${tag} BAD Unknown command`);
  return "go-on";
}

async function logInByCommand(session: Session, { tag, args }: ImapCommand): Promise<Outcome> {
  const [user, password, ...rest] = args;
  if (session.opened) session.send(`${tag} BAD Already logged in`);
  else if (typeof user !== "string" || typeof password !== "string" || rest.length > 0) {
    session.send(`${tag} BAD LOGIN takes a user and a password`);
  } else return open(session, tag, { method: "password", user, password });
  return "go-on";
}

async function authenticate(session: Session, { tag, args }: ImapCommand): Promise<Outcome> {
  const { send } = session;
  const mechanism = typeof args[0] === "string" ? args[0].toUpperCase() : "";
  if (session.opened) send(`${tag} BAD Already logged in`);
  else if (!capabilities(session).split(" ").includes(`AUTH=${mechanism}`)) send(`${tag} NO [CANNOT] Unsupported mechanism`);
  else {
    if (args.length < 2) send("+ ");
    const response = args.length < 2 ? await session.reader.line() : args[1];
    if (response === null) return "close";
    const credentials = typeof response === "string" ? parseSasl(mechanism, response) : null;
    if (credentials) return open(session, tag, credentials);
    send(response === "*" ? `${tag} BAD Authentication cancelled` : `${tag} BAD Invalid SASL argument`);
  }
  return "go-on";
}

async function open(session: Session, tag: string, credentials: Credentials): Promise<Outcome> {
  const { send, needs, reader } = session;
  const verdict = await needs.logIn(credentials);
  if (verdict.kind === "drop") return "close";
  // A server that hangs says nothing more; the connection stays until the client leaves.
  if (verdict.kind === "hang") {
    while ((await reader.line()) !== null);
    return "close";
  }
  if (verdict.kind === "ok") {
    session.opened = { mailbox: verdict.mailbox, status: needs.status, send, selected: false };
    send(`${tag} OK [CAPABILITY ${capabilities(session)}] Logged in`);
    return "go-on";
  }
  return refuse(session, tag, verdict);
}

async function refuse(session: Session, tag: string, verdict: Extract<LogInVerdict, { kind: "refused" }>): Promise<Outcome> {
  const { send, reader } = session;
  if (verdict.why === "smtp-disabled") throw new Error("SMTP trouble can't meet an IMAP log-in.");
  const { challenge, reply } = toImapRefusal(verdict.provider, verdict.why);
  if (verdict.why === "not-connected") {
    send(`${tag} OK AUTHENTICATE completed.`);
    session.opened = "not-connected";
    return "go-on";
  }
  if (challenge !== null) {
    send(`+ ${Buffer.from(challenge).toString("base64")}`);
    if ((await reader.line()) === null) return "close";
  }
  send(`${tag} ${reply}`);
  return "go-on";
}

function capabilities({ takesTokens, opened }: Session): string {
  const methods = takesTokens ? "AUTH=PLAIN AUTH=XOAUTH2" : "AUTH=PLAIN";
  return opened ? "IMAP4rev1 ID NAMESPACE UNSELECT" : `IMAP4rev1 SASL-IR ID NAMESPACE UNSELECT ${methods}`;
}
