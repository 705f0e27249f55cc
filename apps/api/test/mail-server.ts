import { SMTPServer } from "smtp-server";

export interface TakenMail {
  readonly to: string;
  readonly raw: string;
}

export interface TestMailServer {
  readonly taken: TakenMail[];
  close(): Promise<void>;
}

/** A mail server of its own, which may come late. `refuse`: which recipients it does not want. */
export async function startMailServer(port: number, refuse: (to: string) => boolean = () => false): Promise<TestMailServer> {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) =>
      done(refuse(address) ? Object.assign(new Error("5.1.1 No such mailbox"), { responseCode: 550 }) : null),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        taken.push(...session.envelope.rcptTo.map(({ address }) => ({ to: address, raw: Buffer.concat(chunks).toString("utf8") })));
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { taken, close: () => new Promise((resolve) => server.close(resolve)) };
}
