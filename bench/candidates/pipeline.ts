import "reflect-metadata";
import { InboxResolver } from "../../apps/api/src/inbox/inbox.resolver.ts";
import { toHeldInbox } from "../../apps/api/src/inbox/held-inbox.ts";
import { createClock } from "../../apps/api/src/platform/clock.ts";
import { createCursors } from "../../apps/api/src/platform/cursor.ts";
import { buildHttp } from "../../apps/api/src/platform/http.ts";
import { createLogger } from "../../apps/api/src/platform/logger.ts";
import type { Viewer } from "../../apps/api/src/platform/viewer.ts";
import { noLoaders } from "../../apps/api/src/loaders.ts";
import { buildRelinkSchema } from "../../apps/api/src/schema.ts";
import { pipelineRows } from "../world/pipeline-rows.ts";

/** The product's own HTTP server, schema and presenters; only the stores are these rows in memory. */
const held = pipelineRows.map(toHeldInbox);
const nothing = (): never => {
  throw new Error("The pipeline alone asks no database.");
};
const clock = createClock(1);
const cursors = createCursors(Buffer.alloc(32, 1));
const log = { read: nothing, head: nothing, heads: nothing, oldest: nothing, readInbox: nothing };
const resolver = new InboxResolver({
  publicUrl: "http://localhost", durations: clock.durations, providers: { google: null, microsoft: null }, clock, cursors, log,
  inboxes: { find: async (_workspace, id) => held.find((other) => other.inbox.id === id) ?? null, findMany: nothing, findByAddress: nothing, findGrant: nothing, listEndedGrants: nothing },
  list: { list: async ({ limit }) => held.slice(0, limit).map((one) => ({ held: one, cursor: one.inbox.id })), count: nothing },
  checks: { list: nothing },
});
const viewer: Viewer = {
  kind: "member", workspaceId: "0198c000-0000-7000-8000-000000000001", memberId: "0198c000-0000-7000-8000-00000000000a",
  userId: "0198c000-0000-7000-8000-00000000000c", role: "SUPER_ADMIN", name: "Ola", email: "ola@company.test", sessionId: "s", locale: "en",
};

const http = await buildHttp<object>({
  env: { publicUrl: "http://localhost", trustedOrigins: [], trustProxy: false, rehearsalUrl: null },
  log: createLogger("info"),
  database: { query: nothing },
  auth: { handler: nothing },
  viewers: { read: async () => viewer, forget: nothing },
  schema: buildRelinkSchema([resolver]),
  createContext: (request) => ({ viewer: request.viewer, ip: request.ip, locale: "en", loaders: noLoaders }),
  webFolder: "/nowhere",
});
const address = await http.listen({ port: 0, host: "localhost" });
process.send?.({ ready: true, url: address });
process.on("disconnect", () => process.exit());
process.on("SIGTERM", () => process.exit());
