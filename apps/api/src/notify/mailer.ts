import { createTransport } from "nodemailer";
import type { MailTrust } from "../mail/mail-trust.ts";

/** One mail to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The part before the @ of its Message-ID: the same for every try, so that a mail that comes twice shows once. */
  readonly id: string;
  /** Where a POST stops mails of this kind (RFC 8058); null or left out: none can be stopped. */
  readonly unsubscribeUrl?: string | null;
}

/** Sends our own mail. */
export interface Mailer {
  /**
   * "refused": there is no such recipient, for good, so that another try is of no use. Throws where a later try may get
   * through: OwnMailTrouble where whoever runs this installation has to mend something first.
   */
  send(mail: Mail): Promise<"sent" | "refused">;
}

export interface MailerOptions {
  /** Null: no mail can be sent, and each try throws. */
  readonly smtpUrl: string | null;
  /** As MAIL_FROM has it: an address, or a name with one. */
  readonly from: string;
  readonly trust: MailTrust;
}

const limitMs = 20_000;
const noServer = "SMTP_URL is not set, so mail waits to be sent.";

/** Our mail server takes no mail from us, whoever it is for. */
export class OwnMailTrouble extends Error {
  constructor(step: string, reply: string) {
    super(`The mail server does not take our mail (${step}: ${reply}). It waits until SMTP_URL or MAIL_FROM is mended.`);
    this.name = "OwnMailTrouble";
  }
}

/** What a server said for good (RFC 5321, 4.2.1: 5yz), and to which of our commands. */
interface LastWord {
  readonly step: string;
  readonly code: number;
  readonly reply: string;
}

function toLastWord(error: unknown): LastWord | null {
  if (!(error instanceof Error) || !("responseCode" in error) || !("command" in error)) return null;
  const [code, reply] = [Number(error.responseCode), "response" in error ? String(error.response) : ""];
  return code >= 500 ? { step: String(error.command), code, reply } : null;
}

/** That somebody must sign in first (RFC 4954, 6), or that mail is not passed on for us. */
const signInFirst = new Set([530, 534, 535, 538]);

/** Only what is said of the recipient is theirs. The sender, the sign-in, and what a relay thinks of our mail are ours. */
function isOfRecipient({ step, code, reply }: LastWord): boolean {
  return step === "RCPT TO" && !signInFirst.has(code) && !/\brelay/i.test(reply);
}

export function createMailer({ smtpUrl, from, trust }: MailerOptions): Mailer {
  if (smtpUrl === null) return { send: () => Promise.reject(new Error(noServer)) };
  const limits = { connectionTimeout: limitMs, greetingTimeout: limitMs, socketTimeout: limitMs };
  const transport = createTransport({ url: smtpUrl, tls: trust, disableFileAccess: true, disableUrlAccess: true, ...limits });
  const host = /@([^\s>]+)/.exec(from)?.[1] ?? "relink.invalid";
  return {
    async send({ id, to, subject, text, html, unsubscribeUrl }) {
      const oneClick = unsubscribeUrl
        ? { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }
        : {};
      const headers = { "Auto-Submitted": "auto-generated", ...oneClick };
      try {
        await transport.sendMail({ from, to: { name: "", address: to }, subject, text, html, messageId: `<${id}@${host}>`, headers });
        return "sent";
      } catch (error) {
        const word = toLastWord(error);
        if (word === null) throw error;
        if (isOfRecipient(word)) return "refused";
        throw new OwnMailTrouble(word.step, word.reply);
      }
    },
  };
}
