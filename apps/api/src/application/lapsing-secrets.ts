import { dueLapseNotice, durations } from "@relink/domain";
import type { Relay } from "../notify/relay.ts";
import type { Bus } from "../platform/bus.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { OAuthProvider } from "../connect/connect-needs.ts";

export interface LapsingSecretNeeds {
  readonly database: Queryable;
  readonly relay: Pick<Relay, "tell">;
  readonly bus: Pick<Bus, "changed">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface LapsingRow {
  readonly workspaceId: string;
  readonly provider: OAuthProvider;
  readonly clientId: string;
  readonly name: string;
  readonly expiresAt: Date;
}

const atOnce = 500;
const lapsing = `select workspace_id as "workspaceId", provider, client_id as "clientId", name, secret_expires_at as "expiresAt" from provider_application
  where sealed is not null and secret_expires_at > $1 and secret_expires_at <= $2 order by secret_expires_at, workspace_id, id limit ${atOnce}`;
const told = `select distinct workspace_id as "workspaceId" from notification where template = 'secretLapses' and closed_at is null limit ${atOnce}`;

/**
 * Tells a workspace's SUPER_ADMINs that the secret of its own application lapses, 7 days and 1 day before, each once; and
 * closes that once there is a new one. Like the installation's own its date is a real one, which no rehearsal shortens.
 */
export function createLapsingSecretWatch(needs: LapsingSecretNeeds): () => Promise<void> {
  const { database, now } = needs;
  return async () => {
    const at = now();
    const until = new Date(at + durations.lapseFirst);
    for (const row of await database.query<LapsingRow>(lapsing, [new Date(at), until], "application_lapsing")) await tell(needs, row, at);
    for (const { workspaceId } of await database.query<{ workspaceId: string }>(told, [], "application_told"))
      await close(needs, workspaceId, at);
  };
}

async function tell({ relay }: LapsingSecretNeeds, { workspaceId, provider, clientId, name, expiresAt }: LapsingRow, now: number) {
  const days = dueLapseNotice(expiresAt.getTime(), { now, durations });
  if (days === null) return;
  await relay.tell(workspaceId, {
    news: { type: "secretLapses" },
    inboxId: null,
    params: { provider, application: name, days: String(days) },
    // close_secret_notices reads it.
    episode: `secret:${provider}:${clientId}:${expiresAt.toISOString().slice(0, 10)}:${days}`,
  });
}

async function close({ database, bus }: LapsingSecretNeeds, workspaceId: string, now: number): Promise<void> {
  const sql = "select close_secret_notices($1, $2) as id";
  const closed = await database.query<{ id: string }>(sql, [workspaceId, new Date(now)], "application_untell");
  for (const { id } of closed) bus.changed({ workspaceId, topic: "NOTIFICATION", id });
}
