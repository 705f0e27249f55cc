// Bare loop: the same session at the same server, as many at once, no database; with the library that the product uses.
import { ImapFlow } from "imapflow";

const port = Number(process.env["MAIL_PORT"]);
const atOnce = Number(process.env["AT_ONCE"]);

async function look(n: number): Promise<void> {
  const auth = { user: `person-${n}@slow.test`, pass: "correct-horse" };
  const client = new ImapFlow({
    host: "localhost",
    port,
    secure: true,
    auth,
    logger: false,
    disableAutoIdle: true,
    disableAutoEnable: true,
  });
  client.on("error", () => undefined);
  await client.connect();
  const status = await client.status("INBOX", { messages: true, uidNext: true, uidValidity: true });
  if (!status || String(status.uidNext) !== "17") throw new Error("Another INBOX than there is.");
  void client.logout().catch(() => client.close());
}

process.on("message", (message: unknown) => {
  if (typeof message === "object" && message !== null && "checks" in message) void run(Number(message.checks));
});
process.on("disconnect", () => process.exit());
process.send?.({ ready: true, url: "" });

async function run(checks: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < checks) await look(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  process.send?.({ done: checks });
}
