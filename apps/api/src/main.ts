import { type App, createApp } from "./app.ts";
import { compose } from "./compose.ts";
import { readEnv } from "./env.ts";
import { SettingError } from "./platform/setting-reader.ts";

/** One sentence for what a person can put right; anything else with its stack, since it is a bug. */
function explain(error: unknown): string {
  if (error instanceof SettingError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : null;
  if (code === "EADDRINUSE") return "The port is in use by another program; end it, or set PORT to another one.";
  if (code === "EACCES" && error.message.includes("listen")) return "The port may not be used by this user; set PORT to one above 1023.";
  if (code === "ECONNREFUSED") return "The database that DATABASE_URL names does not answer; is it running?";
  if (code === "28P01") return "The database refused the user or the password in DATABASE_URL.";
  if (code === "3D000") return "The database that DATABASE_URL names does not exist; create it first.";
  return error.stack ?? error.message;
}

function exitWith(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

/** Ends once, on a signal or when the process that started us is gone. */
function closeWhenTold(app: App): void {
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    app.close().then(() => process.exit(0), exitWith);
  };
  process.on("SIGTERM", close);
  process.on("SIGINT", close);
  process.on("disconnect", close);
}

async function main(): Promise<void> {
  const app = await createApp(readEnv(), { compose });
  closeWhenTold(app);
  const url = await app.listen().catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  // Only there when we were started with a channel to the starter.
  process.send?.({ ready: true, url });
}

main().catch(exitWith);
