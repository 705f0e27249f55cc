import { bindingOf, type OAuthProvider } from "../connect/connect-needs.ts";
import type { ClientSecrets } from "../mail/client-secrets.ts";
import type { RewrappedSecrets } from "../mail/webhook-secrets.ts";
import type { SealedRecord, Vault } from "../mail/vault.ts";
import type { Queryable } from "../platform/transaction.ts";

export interface RotateNeeds {
  readonly database: Queryable;
  readonly vault: Vault;
  readonly clientSecrets: Pick<ClientSecrets, "rewrap">;
  readonly webhookSecrets: Pick<RewrappedSecrets, "rewrap">;
  /** The ring's first key, under which everything is to stand. */
  readonly keyId: string;
  /** After each batch: how many were looked at so far, and re-wrapped. */
  readonly onProgress: (done: Rotated) => void;
}

/** What a rotation did. `unopened`: by the key that would open it, how many records it leaves as they are. */
export interface Rotated {
  readonly looked: number;
  readonly rewrapped: number;
  readonly unopened: Readonly<Record<string, number>>;
}

interface Row {
  readonly workspace_id: string;
  readonly id: string;
  /** Of a grant. */
  readonly inbox_id: string;
  /** Of a webhook. */
  readonly endpoint_id: string;
  /** Of an application. */
  readonly provider: OAuthProvider;
  readonly client_id: string;
  readonly sealed: SealedRecord;
}

const kinds = ["secret", "stray", "application", "webhook"] as const;
type Kind = (typeof kinds)[number];

const batch = 200;
const passes = 5;
const start = "00000000-0000-0000-0000-000000000000";

const reads: Readonly<Record<Kind, string>> = {
  secret: `select workspace_id, grant_id as id, inbox_id, sealed from grant_secret
    where sealed->>'keyId' is distinct from $1 and (workspace_id, grant_id) > ($2::uuid, $3::uuid) order by workspace_id, grant_id limit ${batch}`,
  stray: `select s.workspace_id, s.id, a.inbox_id, s.sealed from stray_grant s join connection_attempt a on a.workspace_id = s.workspace_id and a.id = s.attempt_id
    where s.sealed->>'keyId' is distinct from $1 and (s.workspace_id, s.id) > ($2::uuid, $3::uuid) order by s.workspace_id, s.id limit ${batch}`,
  application: `select workspace_id, id, provider, client_id, sealed from provider_application
    where sealed is not null and sealed->>'keyId' is distinct from $1 and (workspace_id, id) > ($2::uuid, $3::uuid) order by workspace_id, id limit ${batch}`,
  webhook: `select workspace_id, id, endpoint_id, sealed from webhook_secret
    where sealed->>'keyId' is distinct from $1 and (workspace_id, id) > ($2::uuid, $3::uuid) order by workspace_id, id limit ${batch}`,
};
const writes: Readonly<Record<Kind, string>> = {
  secret: "select rewrap_secrets($1, $2::jsonb) as count",
  stray: "select rewrap_stray_grants($1, $2::jsonb) as count",
  application: "select rewrap_provider_applications($1, $2::jsonb) as count",
  webhook: "select rewrap_webhook_secrets($1, $2::jsonb) as count",
};

/**
 * Puts every sealed record's data key under the ring's first key, in batches, while everything runs: a record that
 * changes meanwhile is left and looked at again. Stopped at any point, it goes on where it was.
 */
export async function rotateKeys(needs: RotateNeeds): Promise<Rotated> {
  let done: Rotated = { looked: 0, rewrapped: 0, unopened: {} };
  for (const kind of kinds) {
    const { unopened } = done;
    for (let pass = 1; pass <= passes; pass += 1) {
      const ran = await run(needs, kind, { ...done, unopened });
      done = ran.done;
      if (ran.overtaken === 0) break;
    }
  }
  return done;
}

async function run(needs: RotateNeeds, kind: Kind, before: Rotated): Promise<{ done: Rotated; overtaken: number }> {
  let done = before;
  let overtaken = 0;
  let [workspaceId, id] = [start, start];
  for (;;) {
    const rows = await needs.database.query<Row>(reads[kind], [needs.keyId, workspaceId, id]);
    const last = rows.at(-1);
    if (!last) return { done, overtaken };
    [workspaceId, id] = [last.workspace_id, last.id];
    const written = await rewrap(needs, kind, rows);
    overtaken += written.overtaken;
    done = {
      looked: done.looked + rows.length,
      rewrapped: done.rewrapped + written.count,
      unopened: plus(done.unopened, written.unopened),
    };
    needs.onProgress(done);
  }
}

async function rewrap(
  needs: RotateNeeds,
  kind: Kind,
  rows: readonly Row[],
): Promise<{ count: number; overtaken: number; unopened: readonly string[] }> {
  const byWorkspace = new Map<string, { id: string; before: SealedRecord; after: SealedRecord }[]>();
  const unopened: string[] = [];
  for (const row of rows) {
    const { workspace_id: workspaceId, id, sealed: before } = row;
    const after = rewrapOne(needs, kind, row);
    if (after) byWorkspace.set(workspaceId, [...(byWorkspace.get(workspaceId) ?? []), { id, before, after }]);
    else unopened.push(String(before.keyId));
  }
  let [count, wanted] = [0, 0];
  for (const [workspaceId, items] of byWorkspace) {
    const [row] = await needs.database.query<{ count: number }>(writes[kind], [workspaceId, JSON.stringify(items)]);
    count += row?.count ?? 0;
    wanted += items.length;
  }
  return { count, overtaken: wanted - count, unopened };
}

function rewrapOne(needs: RotateNeeds, kind: Kind, row: Row): SealedRecord | null {
  const { workspace_id: workspaceId, endpoint_id: endpointId, id, sealed } = row;
  switch (kind) {
    case "application":
      return needs.clientSecrets.rewrap(sealed, row);
    case "webhook":
      return needs.webhookSecrets.rewrap(sealed, { workspaceId, endpointId, id });
    case "secret":
    case "stray":
      return rewrapGrant(needs, row);
  }
}

function rewrapGrant({ vault }: RotateNeeds, { workspace_id: workspaceId, inbox_id: inboxId, id, sealed }: Row): SealedRecord | null {
  return vault.rewrap(sealed, bindingOf({ workspaceId, inboxId, id }));
}

function plus(before: Rotated["unopened"], keyIds: readonly string[]): Rotated["unopened"] {
  const counts = { ...before };
  for (const keyId of keyIds) counts[keyId] = (counts[keyId] ?? 0) + 1;
  return counts;
}
