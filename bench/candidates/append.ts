import { randomUUID } from "node:crypto";
import { createBus } from "../../apps/api/src/platform/bus.ts";
import { openDatabase } from "../../apps/api/src/platform/database.ts";
import { createTransactions, type Queryable } from "../../apps/api/src/platform/transaction.ts";
import { toAppendBody, workLoop } from "../world/append-work.ts";

/** The product's own way: the SQL function that counts and stores, in a transaction or alone, and the hint after the commit. */
const url = process.env["DATABASE_URL"] ?? "";
const onError = (error: unknown): void => console.error(error);
const database = await openDatabase({ url, poolSize: 10, applicationName: "bench", onConnectionError: onError });
const transactions = createTransactions(database);
const bus = createBus({ url, onError });

workLoop(10, async ({ workspaceId, inboxId, memberId, version }) => {
  const id = randomUUID();
  const at = new Date();
  const inbox = { id: inboxId, kind: "PERSONAL", owner_id: memberId, connected_by: memberId, shared_inbox_id: null };
  const body = toAppendBody(id, at, inboxId, version);
  const events = [{ id, at: at.toISOString(), type: "TURNED_OFF", inbox_version: version, actor_id: memberId, body }];
  const values = [workspaceId, JSON.stringify(inbox), JSON.stringify(events)];
  const append = (on: Queryable) => on.query("select append_events($1, $2::jsonb, $3::jsonb)", values, "append");
  await (process.env["ALONE"] ? append(database) : transactions.run(append));
  bus.logGrew(workspaceId);
});
