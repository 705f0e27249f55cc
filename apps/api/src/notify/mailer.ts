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
}

/** Sends our own mail. */
export interface Mailer {
  /** "refused": for good, so that another try is of no use. Throws where a later try may get through. */
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

/** The server has judged the message itself (RFC 5321, 4.2.1: 5yz); a refused sign-in is the operator's to mend. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("responseCode" in error) || typeof error.responseCode !== "number") return false;
  const about = "code" in error ? error.code : null;
  return error.responseCode >= 500 && (about === "EENVELOPE" || about === "EMESSAGE");
}

export function createMailer({ smtpUrl, from, trust }: MailerOptions): Mailer {
  if (smtpUrl === null) return { send: () => Promise.reject(new Error(noServer)) };
  const limits = { connectionTimeout: limitMs, greetingTimeout: limitMs, socketTimeout: limitMs };
  const transport = createTransport({ url: smtpUrl, tls: trust, disableFileAccess: true, disableUrlAccess: true, ...limits });
  const host = /@([^\s>]+)/.exec(from)?.[1] ?? "relink.invalid";
  return {
    async send({ id, to, subject, text, html }) {
      const headers = { "Auto-Submitted": "auto-generated" };
      try {
        await transport.sendMail({ from, to: { name: "", address: to }, subject, text, html, messageId: `<${id}@${host}>`, headers });
        return "sent";
      } catch (error) {
        if (isRefusal(error)) return "refused";
        throw error;
      }
    },
  };
}
