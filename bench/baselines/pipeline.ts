// Bare node:http + JSON, no database: reads the request, makes the answer's objects, prints them.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pipelineRows } from "../world/pipeline-rows.ts";

const toId = (uuid: string): string => `inbox_${uuid.replaceAll("-", "")}`;

function toNode(row: (typeof pipelineRows)[number]): object {
  return {
    id: toId(row.id),
    kind: row.kind,
    address: row.address,
    displayName: row.display_name,
    provider: row.provider,
    mailHost: row.mail_host,
    state: row.state,
    stateChangedAt: row.state_changed_at.toISOString(),
    providerAccess: row.provider_access,
    version: row.version,
    createdAt: row.created_at.toISOString(),
  };
}

function answer(text: string): string {
  const { variables } = JSON.parse(text);
  if (variables.first) return JSON.stringify({ data: { inboxes: { nodes: pipelineRows.slice(0, variables.first).map(toNode) } } });
  const row = pipelineRows.find((other) => toId(other.id) === variables.id);
  return JSON.stringify({ data: { inbox: row ? toNode(row) : null } });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(answer(Buffer.concat(chunks).toString())));
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
