// Bare node:http + pg: one query for a page of inboxes with all that the web page shows, and its JSON.
// What the rules say is written out here for these inboxes: who asks owns them.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });

const statement = `
  select i.id, i.kind, i.address, i.provider, i.mail_host, i.state, i.state_changed_at, i.provider_access, i.version, i.reason, i.disconnected_at,
    i.owner_id, i.connected_by, u.name, h.last_checked_at, h.next_check_at, h.consecutive_failures, h.sending, h.last_mail_seen_at
  from inbox i
  join inbox_health h on h.workspace_id = i.workspace_id and h.inbox_id = i.id
  join member m on m.workspace_id = i.workspace_id and m.id = i.connected_by
  join user_account u on u.id = m.user_id
  where i.workspace_id = $1 and i.state <> 'REMOVED' order by i.address_key, i.id limit 50`;
const count = "select count(*)::int as total from inbox where workspace_id = $1 and state <> 'REMOVED'";

const actions: Record<string, string[]> = {
  CONNECTED: ["TURN_OFF", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"],
  FAILING: ["TURN_OFF", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"],
  DISCONNECTED: ["REMOVE", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"],
  OFF: ["TURN_ON", "REMOVE", "RECONNECT"],
};
const texts = JSON.parse(process.env["TEXTS"] ?? "{}");
const toId = (type: string, uuid: string): string => `${type}_${uuid.replaceAll("-", "")}`;
const watched = (state: string): boolean => state === "CONNECTED" || state === "FAILING";

async function list(text: string): Promise<string> {
  const { workspaceId } = JSON.parse(text);
  const [page, total] = await Promise.all([
    pool.query({ name: "list", text: statement, values: [workspaceId] }),
    pool.query({ name: "count", text: count, values: [workspaceId] }),
  ]);
  const nodes = page.rows.map((row) => ({
    id: toId("inbox", row.id),
    kind: row.kind,
    address: row.address,
    provider: row.provider,
    mailHost: row.mail_host,
    state: row.state,
    stateChangedAt: row.state_changed_at.toISOString(),
    providerAccess: row.provider_access,
    allowedActions: actions[row.state],
    version: row.version,
    disconnection: row.reason && { reason: row.reason, ...texts, at: row.disconnected_at.toISOString() },
    health: {
      lastCheckedAt: row.last_checked_at?.toISOString() ?? null,
      nextCheckAt: watched(row.state) ? row.next_check_at.toISOString() : null,
      consecutiveFailures: watched(row.state) ? row.consecutive_failures : 0,
      sending: row.sending,
      lastMailSeenAt: row.last_mail_seen_at?.toISOString() ?? null,
    },
    owner: { id: toId("member", row.owner_id), name: row.name },
    connectedBy: { id: toId("member", row.connected_by), name: row.name },
    sharedInbox: null,
  }));
  return JSON.stringify({ data: { inboxes: { nodes, totalCount: total.rows[0].total } } });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    list(Buffer.concat(chunks).toString()).then(
      (json) => response.writeHead(200, { "content-type": "application/json" }).end(json),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
