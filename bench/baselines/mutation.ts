// Bare node:http + pg: one statement that writes, durably, the rows that turning an inbox off writes.
// It asks nobody who they are and judges no rule; the request names everything.
import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });

const statement = `
  with moved as (
    update inbox set state = 'OFF', state_changed_at = $3, version = version + 1
    where workspace_id = $1 and id = $2 and version = $4 and state = 'CONNECTED'
    returning id, version, kind, owner_id, connected_by
  ), healthy as (
    update inbox_health set next_check_at = null, consecutive_failures = 0 where workspace_id = $1 and inbox_id = $2
  ), undue as (
    delete from due_check where inbox_id = $2
  ), audited as (
    insert into audit_entry (workspace_id, id, at, actor_kind, actor_id, actor_name, action, target_id, ip, outcome)
    select $1, $5, $3, 'MEMBER', $7, $8, 'turnOffInbox', id, $9, 'DONE' from moved
  ), keyed as (
    insert into idempotency_key (workspace_id, caller, mutation, key, input_hash, result, expires_at)
    select $1, $10, 'turnOffInbox', $11, $12, '{}', $13 from moved
  ), counted as (
    insert into workspace_log as l (workspace_id, last_number) select $1, 1 from moved
    on conflict (workspace_id) do update set last_number = l.last_number + 1 returning last_number
  ), logged as (
    insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, actor_id, body)
    select $1, counted.last_number, $3, $6, moved.id, 'TURNED_OFF', moved.version, moved.kind, moved.owner_id, moved.connected_by, $7, $14 from moved, counted
  )
  select version from moved`;

function toBody(id: string, at: Date, name: string, inboxId: string, version: number): string {
  return JSON.stringify({
    id: `event_${id.replaceAll("-", "")}`,
    type: "TURNED_OFF",
    at: at.toISOString(),
    actorKind: "MEMBER",
    actorName: name,
    reason: null,
    providerCode: null,
    fromState: "CONNECTED",
    toState: "OFF",
    fromProvider: null,
    toProvider: null,
    grantId: null,
    arrivedMeanwhile: null,
    gap: null,
    inboxId: `inbox_${inboxId.replaceAll("-", "")}`,
    inboxVersion: version,
  });
}

async function turnOff(text: string, ip: string): Promise<string> {
  const { workspaceId, inboxId, version, memberId, name, key } = JSON.parse(text);
  const at = new Date();
  const hash = createHash("sha256").update(text).digest("base64url");
  const event = randomUUID();
  const expires = new Date(at.getTime() + 24 * 60 * 60 * 1_000);
  const body = toBody(event, at, name, inboxId, version + 1);
  const values = [
    workspaceId,
    inboxId,
    at,
    version,
    randomUUID(),
    event,
    memberId,
    name,
    ip,
    `member:${memberId}`,
    key,
    hash,
    expires,
    body,
  ];
  const { rows } = await pool.query({ name: "turn-off", text: statement, values });
  return JSON.stringify({ id: inboxId, state: "OFF", version: rows[0].version });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    turnOff(Buffer.concat(chunks).toString(), request.socket.remoteAddress ?? "").then(
      (json) => response.writeHead(200, { "content-type": "application/json" }).end(json),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
