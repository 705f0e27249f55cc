import { setTimeout as wait } from "node:timers/promises";
import { SMTPServer } from "smtp-server";

export interface TakenMail {
  readonly to: string;
  readonly raw: string;
}

export interface TestMailServer {
  readonly taken: TakenMail[];
  /** How often it put somebody off. */
  readonly putOff: () => number;
  close(): Promise<void>;
}

/** What a mail server may do to us. A reply is its code and words ("550 5.1.1 No such mailbox"); null: it is content. */
export interface MailServerTrouble {
  /** Whom it does not want. */
  readonly refuse?: (to: string) => boolean;
  /** It puts everybody off with 451, the first time that it sees them. */
  readonly greylist?: boolean;
  /** How long it thinks about each step, ms. */
  readonly slowMs?: number;
  readonly onSender?: (from: string) => string | null;
  readonly onRecipient?: (to: string) => string | null;
  /** After all of the message was read. */
  readonly onMessage?: (mail: TakenMail) => string | null;
  /** Refuses every sign-in with this; without it none is asked for. */
  readonly refuseSignIn?: string;
  /** Between its taking a mail and saying so. */
  readonly onTaken?: () => Promise<void>;
}

function toError(reply: string | null): Error | null {
  const [, code = "", words = ""] = /^(\d{3}) (.*)$/.exec(reply ?? "") ?? [];
  return reply === null ? null : Object.assign(new Error(words), { responseCode: Number(code) });
}

/** Puts everybody off once. */
function createGreylist(): { judge(to: string): string | null; count(): number } {
  const known = new Set<string>();
  return {
    judge(to) {
      if (known.has(to)) return null;
      known.add(to);
      return "451 4.7.1 Greylisted, come back later";
    },
    count: () => known.size,
  };
}

/** A mail server of its own, which may come late, and may make trouble. */
export async function startMailServer(port: number, trouble: MailServerTrouble = {}): Promise<TestMailServer> {
  const { refuse = () => false, greylist = false, slowMs = 0, onTaken = async () => undefined } = trouble;
  const { onSender = () => null, onRecipient = () => null, onMessage = () => null, refuseSignIn = null } = trouble;
  const taken: TakenMail[] = [];
  const grey = createGreylist();
  const judgeRecipient = (to: string): string | null => {
    if (refuse(to)) return "550 5.1.1 No such mailbox";
    return onRecipient(to) ?? (greylist ? grey.judge(to) : null);
  };
  const server = new SMTPServer({
    disabledCommands: refuseSignIn === null ? ["AUTH", "STARTTLS"] : ["STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: (_auth, _session, done) => done(toError(refuseSignIn)),
    onMailFrom: ({ address }, _session, done) => void wait(slowMs).then(() => done(toError(onSender(address)))),
    onRcptTo: ({ address }, _session, done) => void wait(slowMs).then(() => done(toError(judgeRecipient(address)))),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("utf8");
        const mails = session.envelope.rcptTo.map(({ address }) => ({ to: address, raw }));
        const error = toError(mails.map((mail) => onMessage(mail)).find((reply) => reply !== null) ?? null);
        if (error) return done(error);
        taken.push(...mails);
        void Promise.all([onTaken(), wait(slowMs)]).then(() => done());
      });
    },
  });
  // A client that leaves in the middle is its own affair.
  server.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { taken, putOff: grey.count, close: () => new Promise((resolve) => server.close(resolve)) };
}
