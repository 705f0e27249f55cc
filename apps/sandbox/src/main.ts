import { parseEnv, SettingError } from "./env.ts";
import { isPortTaken } from "./platform/listen.ts";
import { startSandbox } from "./sandbox.ts";

/** A stop that takes longer than this is cut off: whoever sent the signal waits 3 s. */
const closeLimit = 2_500;

try {
  const sandbox = await startSandbox(parseEnv(process.env));
  let closing = false;
  const stop = (): void => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(0), closeLimit).unref();
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdout.write(`${JSON.stringify(sandbox.ready)}\n`);
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  process.stderr.write(`${toSentence(error)}\n`);
  process.exit(1);
}

function toSentence(error: unknown): string {
  if (error instanceof SettingError) return error.message;
  if (isPortTaken(error) && error instanceof Error) return `The sandbox can't start: ${error.message}.`;
  return error instanceof Error ? `The sandbox failed: ${error.stack ?? error.message}` : "The sandbox failed.";
}
