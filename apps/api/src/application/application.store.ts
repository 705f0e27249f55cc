import type { OAuthProvider } from "../connect/connect-needs.ts";
import type { Queryable } from "../platform/transaction.ts";

/** An application that a workspace brought, as table `provider_application` keeps it. */
export interface ApplicationRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly provider: OAuthProvider;
  readonly client_id: string;
  /** As people see it at the provider. */
  readonly name: string;
  /** At Microsoft: whose accounts may sign in. */
  readonly tenant: string | null;
  /** Null: destroyed. */
  readonly sealed: unknown;
  readonly secret_expires_at: string | null;
  readonly created_at: string;
  readonly retired_at: string | null;
}

export interface ListedApplication extends Omit<ApplicationRow, "sealed"> {
  readonly secret_kept: boolean;
  /** Inboxes that people use by it now. */
  readonly inboxes: number;
  /** Grants and sign-ins that still need its secret. */
  readonly uses: number;
}

export interface ApplicationStore {
  find(workspaceId: string, provider: OAuthProvider, clientId: string): Promise<ApplicationRow | null>;
  /** The one with which the workspace's people sign in. */
  findCurrent(workspaceId: string, provider: OAuthProvider): Promise<Pick<ApplicationRow, "client_id" | "name"> | null>;
  /** Which of these client ids any workspace has brought; retired ones too, since grants may still live by them. */
  findKnown(provider: OAuthProvider, clientIds: readonly string[]): Promise<readonly string[]>;
  /** The client id whose accounts are hashed without it: claimed by the first that asks. */
  claimFirst(provider: OAuthProvider, clientId: string | null, at: Date): Promise<string | null>;
  list(workspaceId: string): Promise<readonly ListedApplication[]>;
}

const columns =
  "workspace_id, id, provider, client_id, name, tenant, to_json(secret_expires_at)#>>'{}' as secret_expires_at, to_json(created_at)#>>'{}' as created_at, to_json(retired_at)#>>'{}' as retired_at";

export function createApplicationStore(database: Queryable): ApplicationStore {
  return {
    async find(workspaceId, provider, clientId) {
      const sql = `select ${columns}, sealed from provider_application where workspace_id = $1 and provider = $2 and client_id = $3`;
      const [row] = await database.query<ApplicationRow>(sql, [workspaceId, provider, clientId], "application_find");
      return row ?? null;
    },
    async findCurrent(workspaceId, provider) {
      const sql = "select client_id, name from provider_application where workspace_id = $1 and provider = $2 and retired_at is null";
      const [row] = await database.query<Pick<ApplicationRow, "client_id" | "name">>(sql, [workspaceId, provider], "application_current");
      return row ?? null;
    },
    async findKnown(provider, clientIds) {
      const sql = "select distinct client_id from provider_application where provider = $1 and client_id = any($2)";
      const rows = await database.query<{ client_id: string }>(sql, [provider, clientIds], "application_known");
      return rows.map((row) => row.client_id);
    },
    async claimFirst(provider, clientId, at) {
      const claim = "insert into first_application (provider, client_id, at) values ($1, $2, $3) on conflict do nothing";
      if (clientId !== null) await database.query(claim, [provider, clientId, at], "application_claim");
      const sql = "select client_id from first_application where provider = $1";
      const [row] = await database.query<{ client_id: string }>(sql, [provider], "application_first");
      return row?.client_id ?? null;
    },
    list(workspaceId) {
      const sql = `select a.*, a.sealed is not null as secret_kept, application_uses(a.workspace_id, a.provider, a.client_id) as uses,
          (select count(*)::int from inbox_grant g where g.workspace_id = a.workspace_id and g.provider = a.provider and g.client_id = a.client_id and g.ended_at is null) as inboxes
        from (select ${columns}, sealed from provider_application where workspace_id = $1) a order by provider, retired_at desc nulls first, client_id`;
      return database.query<ListedApplication>(sql, [workspaceId], "application_list");
    },
  };
}
