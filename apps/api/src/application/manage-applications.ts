import type { OAuthProvider } from "../connect/connect-needs.ts";
import type { ClientSecrets } from "../mail/client-secrets.ts";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";

export interface ManageNeeds {
  readonly database: Queryable;
  readonly now: () => Date;
}

/** What a workspace brings. */
export interface NewApplication {
  readonly workspaceId: string;
  readonly provider: OAuthProvider;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  /** Microsoft only. */
  readonly tenant: string | null;
  readonly secretExpiresAt: Date | null;
}

/** A client id as it goes into an address; null where it can be none. */
export function parseClientId(text: string): string | null {
  return /^[A-Za-z0-9._~:@/-]{1,255}$/.test(text) ? text : null;
}

/** `common`, `organizations`, `consumers`, a tenant's id, or one of its verified domains; null where it can be none. */
export function parseTenant(text: string): string | null {
  return /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/.test(text) ? text.toLowerCase() : null;
}

/**
 * From now on the workspace's people sign in with this application; an earlier one of its own retires. One that is known
 * gets this secret, name and date instead of those that it has.
 */
export async function saveApplication(
  needs: ManageNeeds & { readonly secrets: Pick<ClientSecrets, "seal"> },
  wanted: NewApplication,
): Promise<void> {
  const { workspaceId, provider, clientId } = wanted;
  const place = { workspace_id: workspaceId, provider, client_id: clientId };
  const row = {
    ...place,
    id: newId(),
    name: wanted.name,
    tenant: wanted.tenant,
    sealed: needs.secrets.seal(wanted.clientSecret, place),
    secret_expires_at: wanted.secretExpiresAt?.toISOString() ?? null,
    created_at: needs.now().toISOString(),
    retired_at: null,
  };
  const audit = toAudit(workspaceId, "application.saved", needs.now());
  await needs.database.query("select save_provider_application($1, $2::jsonb, $3::jsonb)", [
    workspaceId,
    JSON.stringify(row),
    JSON.stringify(audit),
  ]);
}

/** Nobody signs in with it any more. Answers how many grants and sign-ins still need its secret; with none it is destroyed. */
export async function retireApplication(
  needs: ManageNeeds,
  workspaceId: string,
  provider: OAuthProvider,
  clientId: string,
): Promise<number | null> {
  const at = needs.now();
  const audit = JSON.stringify(toAudit(workspaceId, "application.retired", at));
  const sql = "select retire_provider_application($1, $2, $3, $4, $5::jsonb) as uses";
  try {
    const [row] = await needs.database.query<{ uses: number }>(sql, [workspaceId, provider, clientId, at, audit]);
    return row?.uses ?? 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "RL012") return null;
    throw error;
  }
}

/** Who runs the installation did it, at its command line. */
function toAudit(workspaceId: string, action: string, at: Date): object {
  const actor = { actor_kind: "SYSTEM", actor_id: null, actor_name: "Operator" };
  return { workspace_id: workspaceId, id: newId(), at: at.toISOString(), ...actor, action, target_id: null, ip: null, outcome: "DONE" };
}
