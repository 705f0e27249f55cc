import type { Timer } from "../monitor/timer.store.ts";
import type { TimerHandler } from "../monitor/timer-worker.ts";
import type { Mail, Mailer } from "./mailer.ts";

/** Writes the mail that a timer stands for; null where it is not wanted any more, which ends every try. */
export type WriteMail = (timer: Timer) => Promise<Mail | null>;

export interface SendMailNeeds {
  readonly mailer: Mailer;
  /** By what the timer's payload names as `mail`. */
  readonly writers: Readonly<Record<string, WriteMail>>;
  /** The recipient's server refused it for good. */
  readonly onRefused: (mail: string) => void;
}

/**
 * Mail is a timer, stored with the change that asks for it: nothing is lost while the mail server is down, since a
 * timer whose run throws is tried again, more and more rarely, until its mail is not wanted any more.
 */
export function createSendMail({ mailer, writers, onRefused }: SendMailNeeds): TimerHandler {
  return async (timer) => {
    const name = String(timer.payload["mail"]);
    const write = writers[name];
    if (!write) throw new Error(`Nothing writes mails of kind ${name}.`);
    const mail = await write(timer);
    if (mail && (await mailer.send(mail)) === "refused") onRefused(name);
    return "done";
  };
}
