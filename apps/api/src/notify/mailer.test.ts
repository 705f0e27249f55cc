import { afterEach, beforeEach, expect, test } from "vitest";
import { findFreePort } from "../../test/api-process.ts";
import { type MailServerTrouble, startMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { createMailTrust } from "../mail/mail-trust.ts";
import { createMailer, OwnMailTrouble } from "./mailer.ts";

const trust = createMailTrust(null);
const mail = { to: "ola@elsewhere.test", subject: "Hello", text: "Hello.", html: "<p>Hello.</p>", id: "one" };
let port: number;
let server: TestMailServer | null = null;
beforeEach(async () => {
  port = await findFreePort();
});
afterEach(() => server?.close());

async function send(trouble: MailServerTrouble, signIn = ""): Promise<"sent" | "refused"> {
  server = await startMailServer(port, trouble);
  return createMailer({ smtpUrl: `smtp://${signIn}127.0.0.1:${port}`, from: "Relink <relink@example.test>", trust }).send(mail);
}

const failure = (trouble: MailServerTrouble, signIn = ""): Promise<unknown> =>
  send(trouble, signIn).then(String, (error: unknown) => error);

test.each(["550 5.1.1 No such mailbox", "553 5.1.3 Bad address", "552 5.2.2 Mailbox full", "550 5.7.1 They want no mail from outside"])(
  "the recipient's own refusal is for good: %s",
  async (reply) => {
    expect(await send({ onRecipient: () => reply })).toBe("refused");
  },
);

test.each<[string, MailServerTrouble]>([
  ["our sender", { onSender: () => "550 5.7.1 Sender address rejected: not owned by user" }],
  ["our sender's domain", { onSender: () => "553 5.1.8 Domain of sender does not exist" }],
  ["a sign-in is missing", { onRecipient: () => "530 5.7.0 Authentication required" }],
  ["passing on", { onRecipient: () => "554 5.7.1 Relay access denied" }],
  ["our account", { onMessage: () => "550 5.4.5 Daily sending quota exceeded" }],
])("what the server has against us costs nobody their mail, and says what to mend: %s", async (_about, trouble) => {
  const error = await failure(trouble);
  expect(error).toBeInstanceOf(OwnMailTrouble);
  expect(String(error)).toMatch(
    /^OwnMailTrouble: The mail server does not take our mail \((MAIL FROM|RCPT TO|DATA): 5\d\d .+SMTP_URL or MAIL_FROM/,
  );
  expect(server?.taken).toEqual([]);
});

test("a refused sign-in is told without the password", async () => {
  const error = await failure({ refuseSignIn: "535 5.7.8 Authentication credentials invalid" }, "relink:s3cret-word@");
  expect(error).toBeInstanceOf(OwnMailTrouble);
  expect(String(error)).toContain("AUTH");
  expect(JSON.stringify(error) + String(error)).not.toContain("s3cret-word");
});

test.each<[string, MailServerTrouble]>([
  ["greylisting", { greylist: true }],
  ["a full disk", { onMessage: () => "452 4.3.1 Insufficient system storage" }],
  ["a sender that is put off", { onSender: () => "421 4.7.0 Try again later" }],
])("what passes is tried again: %s", async (_about, trouble) => {
  const error = await failure(trouble);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(OwnMailTrouble);
});
