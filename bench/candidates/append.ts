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

const statement = "select append_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

workLoop(10, async ({ workspaceId, inboxId, memberId, version }) => {
  const id = randomUUID();
  const at = new Date();
  const body = toAppendBody(id, at, inboxId, version);
  const values = [workspaceId, inboxId, "PERSONAL", memberId, memberId, null, at.toISOString(), memberId, id, "TURNED_OFF", version, body];
  const append = (on: Queryable) => on.query(statement, values, "append");
  await (process.env["ALONE"] ? append(database) : transactions.run(append));
  bus.logGrew(workspaceId);
});
