import "reflect-metadata";
import { createEventLog } from "../../apps/api/src/events/event-log.store.ts";
import { createCheckStore } from "../../apps/api/src/inbox/check.store.ts";
import { createInboxListStore } from "../../apps/api/src/inbox/inbox-list.store.ts";
import { createInboxStore } from "../../apps/api/src/inbox/inbox.store.ts";
import { InboxResolver } from "../../apps/api/src/inbox/inbox.resolver.ts";
import { toListedInbox } from "../../apps/api/src/inbox/held-inbox.ts";
import { createClock } from "../../apps/api/src/platform/clock.ts";
import { createCursors } from "../../apps/api/src/platform/cursor.ts";
import { buildHttp } from "../../apps/api/src/platform/http.ts";
import { createLogger } from "../../apps/api/src/platform/logger.ts";
import type { Viewer } from "../../apps/api/src/platform/viewer.ts";
import { noLoaders } from "../../apps/api/src/loaders.ts";
import { buildRelinkSchema } from "../../apps/api/src/schema.ts";
import { pipelineRows } from "../world/pipeline-rows.ts";

/** The product's own HTTP server, schema and presenters; only the stores are these rows in memory. */
const held = pipelineRows.map((row) => ({ ...toListedInbox(row), grant: null }));
const nothing = (): never => {
  throw new Error("The pipeline alone asks no database.");
};
const clock = createClock(1);
const cursors = createCursors(Buffer.alloc(32, 1));
const database = { query: nothing };
const resolver = new InboxResolver({
  publicUrl: "http://localhost",
  durations: clock.durations,
  providers: { at: nothing, findName: nothing },
  clock,
  cursors,
  log: createEventLog(database),
  inboxes: { ...createInboxStore(database), find: async (_workspace, id) => held.find((other) => other.inbox.id === id) ?? null },
  list: {
    ...createInboxListStore(database),
    list: async ({ limit }) => held.slice(0, limit).map((one) => ({ held: one, grant: nothing, cursor: one.inbox.id })),
  },
  checks: createCheckStore(database),
});
const viewer: Viewer = {
  kind: "member",
  workspaceId: "0198c000-0000-7000-8000-000000000001",
  memberId: "0198c000-0000-7000-8000-00000000000a",
  userId: "0198c000-0000-7000-8000-00000000000c",
  role: "SUPER_ADMIN",
  name: "Ola",
  email: "ola@company.test",
  sessionId: "s",
  locale: "en",
};

const http = await buildHttp<object>({
  env: { publicUrl: "http://localhost", trustedOrigins: [], trustProxy: false, rehearsalUrl: null },
  log: createLogger("info"),
  database,
  auth: { handler: nothing },
  viewers: { read: async () => viewer, forget: nothing },
  watch: { watch: () => undefined, forget: () => undefined },
  schema: buildRelinkSchema([resolver]),
  createContext: (request) => ({ viewer: request.viewer, ip: request.ip, locale: "en", loaders: noLoaders }),
  webFolder: "/nowhere",
});
const address = await http.listen({ port: 0, host: "localhost" });
process.send?.({ ready: true, url: address });
process.on("disconnect", () => process.exit());
process.on("SIGTERM", () => void http.close().then(() => process.exit()));
