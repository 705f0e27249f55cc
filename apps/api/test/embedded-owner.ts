import { openEmbeddedPostgres } from "../src/platform/embedded-postgres.ts";

/** A process of its own that opens the embedded PostgreSQL, says how, and keeps it until it is told to stop. */
const dataDir = process.argv[2] ?? "";
const said: string[] = [];
const postgres = await openEmbeddedPostgres({ dataDir, say: (message) => said.push(message) });
process.on("SIGTERM", () => void postgres.stop().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ owner: postgres.owner, appUrl: postgres.appUrl, said })}\n`);
setInterval(() => undefined, 60_000);
