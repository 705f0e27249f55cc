import { connect } from "node:net";
import type { Socket } from "node:net";
import { createServer } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Account } from "../accounts/account.store.ts";
import { runImapSession } from "./imap-session.ts";
import type { Credentials, LogInVerdict } from "./log-in.ts";
import { listen } from "../platform/listen.ts";

const opened: { close: () => Promise<void> | void }[] = [];

afterEach(async () => {
  for (const part of opened.splice(0).toReversed()) await part.close();
});

const mailbox: Account = {
  address: "ola@imap.demo.test",
  provider: "imap",
  kind: "person",
  subject: "1",
  tenant: null,
  name: "Ola",
  mailbox: "ola@imap.demo.test",
  delegates: [],
  suspended: false,
  mailboxDeleted: false,
  imapReply: null,
  smtpReply: null,
  refreshReply: null,
  adminConsent: null,
  tokenReply: null,
  movedTo: null,
};

/** Lets in who says `open sesame`; asks a token `good`. */
function judge(credentials: Credentials): Promise<LogInVerdict> {
  const isFine = credentials.method === "password" ? credentials.password === "open sesame" : credentials.token === "good";
  return Promise.resolve(isFine ? { kind: "ok", provider: "imap", mailbox } : { kind: "refused", provider: "google", why: "bad-token" });
}

type Wire = {
  readonly say: (text: string) => void;
  readonly hear: (pattern: RegExp) => Promise<string>;
  readonly gone: Promise<void>;
};

/** A client by bare socket, without TLS: what is tested here is the protocol. */
async function dial(): Promise<Wire> {
  const status = () => Promise.resolve({ messages: 2, uidNext: 3, uidValidity: 4 });
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    runImapSession(socket, true, { logIn: judge, status }).catch(() => socket.destroy());
  });
  const { port, close } = await listen(server, [0]);
  opened.push({ close });
  const socket: Socket = connect(port, "127.0.0.1");
  opened.push({ close: () => void socket.destroy() });
  let heard = "";
  let wake = (): void => undefined;
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    heard += chunk.toString();
    wake();
  });
  const gone = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const wire = {
    say: (text: string) => void socket.write(text),
    gone,
    async hear(pattern: RegExp) {
      for (;;) {
        const match = pattern.exec(heard);
        if (match) {
          heard = heard.slice(match.index + match[0].length);
          return match[0];
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
  await wire.hear(/^\* OK \[CAPABILITY IMAP4rev1.*\r\n/);
  return wire;
}

const plain = Buffer.from("\0ola@imap.demo.test\0open sesame").toString("base64");
const xoauth2 = (token: string) => Buffer.from(`user=ola@x.test\x01auth=Bearer ${token}\x01\x01`).toString("base64");

it("takes AUTHENTICATE with and without an initial response", async () => {
  const wire = await dial();
  wire.say(`a1 AUTHENTICATE PLAIN\r\n`);
  await wire.hear(/^\+ \r\n/);
  wire.say(`${plain}\r\n`);
  expect(await wire.hear(/a1 .*\r\n/)).toMatch(/^a1 OK/);
  const other = await dial();
  other.say(`a1 AUTHENTICATE PLAIN ${plain}\r\na2 AUTHENTICATE PLAIN ${plain}\r\n`);
  expect(await other.hear(/a1 .*\r\n/)).toMatch(/^a1 OK/);
  expect(await other.hear(/a2 .*\r\n/)).toMatch(/^a2 BAD/);
});

it("sends Gmail's challenge for a bad token, waits for the answer, and lets the client try again", async () => {
  const wire = await dial();
  wire.say(`a1 AUTHENTICATE XOAUTH2 ${xoauth2("bad")}\r\n`);
  const challenge = await wire.hear(/^\+ .*\r\n/);
  expect(JSON.parse(Buffer.from(challenge.slice(2), "base64").toString())).toEqual({
    status: "400",
    schemes: "Bearer",
    scope: "https://mail.google.com/",
  });
  wire.say("\r\n");
  expect(await wire.hear(/a1 .*\r\n/)).toBe("a1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n");
  wire.say(`a2 AUTHENTICATE XOAUTH2 ${xoauth2("good")}\r\n`);
  expect(await wire.hear(/a2 .*\r\n/)).toMatch(/^a2 OK/);
});

it("takes user and password as literals, in pieces as they come", async () => {
  const wire = await dial();
  wire.say("a1 LOGIN {18}\r\n");
  await wire.hear(/^\+ .*\r\n/);
  wire.say("ola@imap.");
  wire.say("demo.test {11}\r\n");
  await wire.hear(/^\+ .*\r\n/);
  wire.say("open sesame\r\na2 STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY)\r\n");
  expect(await wire.hear(/a1 .*\r\n/)).toMatch(/^a1 OK/);
  expect(await wire.hear(/\* STATUS .*\r\n/)).toBe("* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 4)\r\n");
  expect(await wire.hear(/a2 .*\r\n/)).toMatch(/^a2 OK/);
});

it("answers BAD to rubbish and goes on", async () => {
  const wire = await dial();
  for (const [line, reply] of [
    ["", /^\* BAD/],
    ["a1", /^a1 BAD/],
    ["a2 FROBNICATE now", /^a2 BAD/],
    ["a3 STATUS INBOX (MESSAGES)", /^a3 BAD/],
    ["a4 LOGIN one", /^a4 BAD/],
    ["a5 AUTHENTICATE PLAIN !!!", /^a5 BAD/],
    ["a6 AUTHENTICATE CRAM-MD5", /^a6 NO/],
    ["a7 NOOP", /^a7 OK/],
  ] as const) {
    wire.say(`${line}\r\n`);
    expect(await wire.hear(/.*\r\n/)).toMatch(reply);
  }
});

it("refuses a literal that is too large, and hangs up on a line that is", async () => {
  const wire = await dial();
  wire.say("a1 LOGIN {99999999}\r\n");
  expect(await wire.hear(/.*\r\n/)).toBe("a1 BAD [TOOBIG] Literal too large\r\n");
  wire.say("a2 NOOP\r\n");
  expect(await wire.hear(/.*\r\n/)).toBe("a2 OK NOOP completed\r\n");
  wire.say("x".repeat(100_000));
  await wire.hear(/\* BYE Line too long\r\n/);
  await wire.gone;
});

it("says goodbye at LOGOUT and closes", async () => {
  const wire = await dial();
  wire.say("a1 LOGOUT\r\n");
  await wire.hear(/^\* BYE .*\r\na1 OK .*\r\n/);
  await wire.gone;
});
