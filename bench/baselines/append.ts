// Bare pg: the bare insert of one event, between begin and commit, or alone (then its transaction is its own).
// It counts nothing: a sequence gives the number.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { toAppendBody, workLoop } from "../world/append-work.ts";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });

const insert = `insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, actor_id, body)
  values ($1, nextval('bench_number'), $2, $3, $4, 'TURNED_OFF', $5, 'PERSONAL', $6, $6, $6, $7)`;

workLoop(10, async ({ workspaceId, inboxId, memberId, version }) => {
  const id = randomUUID();
  const at = new Date();
  const body = toAppendBody(id, at, inboxId, version);
  const statement = { name: "insert", text: insert, values: [workspaceId, at, id, inboxId, version, memberId, body] };
  if (process.env["ALONE"]) return void (await pool.query(statement));
  const client = await pool.connect();
  await client.query("begin");
  await client.query(statement);
  await client.query("commit");
  client.release();
});
