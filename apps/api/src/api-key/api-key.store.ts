import pg from "pg";
import type { Scope } from "@relink/domain";
import type { Caller } from "../people/caller.ts";
import { toAuditRow } from "../people/audit-row.ts";
import type { Queryable } from "../platform/transaction.ts";

/** A key as it is kept, but its secret's hash. */
export interface StoredApiKey {
  readonly uuid: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
}

export interface NewApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly expiresAt: Date | null;
}

/** A key that is good now, with the hash to compare with. */
export interface KnownApiKey extends StoredApiKey {
  readonly secretHash: Buffer;
}

export interface ApiKeyStore {
  /** Those that are not revoked, newest first; a workspace has 100 at most. */
  list(workspaceId: string): Promise<readonly StoredApiKey[]>;
  find(workspaceId: string, id: string): Promise<StoredApiKey | null>;
  /** Neither revoked nor expired. */
  findGood(prefix: string, now: Date): Promise<KnownApiKey | null>;
  /** False: the workspace has as many as it may. */
  create(caller: Caller, key: NewApiKey, at: number): Promise<boolean>;
  /** False: there is no such key. */
  revoke(caller: Caller, id: string, at: number): Promise<boolean>;
  touch(workspaceId: string, id: string, at: Date): Promise<void>;
}

export const mostApiKeys = 100;

const columns = `id as uuid, workspace_id as "workspaceId", name, prefix, scopes, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt"`;

export function createApiKeyStore(database: Queryable): ApiKeyStore {
  return { ...createReads(database), ...createWrites(database) };
}

function createReads(database: Queryable) {
  return {
    list: (workspaceId) =>
      database.query<StoredApiKey>(
        `select ${columns} from api_key where workspace_id = $1 and revoked_at is null order by id desc limit ${mostApiKeys}`,
        [workspaceId],
        "api_keys",
      ),
    async find(workspaceId, id) {
      const sql = `select ${columns} from api_key where workspace_id = $1 and id = $2 and revoked_at is null`;
      const [found] = await database.query<StoredApiKey>(sql, [workspaceId, id], "api_key_find");
      return found ?? null;
    },
    async findGood(prefix, now) {
      const sql = `select ${columns}, secret_hash as "secretHash" from api_key where prefix = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`;
      const [found] = await database.query<KnownApiKey>(sql, [prefix, now], "api_key_good");
      return found ?? null;
    },
  } satisfies Partial<ApiKeyStore>;
}

function createWrites(database: Queryable) {
  return {
    async create(caller, key, at) {
      const row = JSON.stringify({
        id: key.id,
        name: key.name,
        prefix: key.prefix,
        secret_hash: key.secretHash.toString("hex"),
        scopes: key.scopes,
        created_by: key.createdBy,
        created_at: new Date(at).toISOString(),
        expires_at: key.expiresAt?.toISOString() ?? null,
      });
      const audit = JSON.stringify(toAuditRow(caller, { action: "createApiKey", target: key.id, at }));
      try {
        await database.query(
          "select create_api_key($1, $2::jsonb, $3, $4::jsonb)",
          [caller.workspaceId, row, mostApiKeys, audit],
          "api_key_create",
        );
        return true;
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "RL005") return false;
        throw error;
      }
    },
    async revoke(caller, id, at) {
      const audit = JSON.stringify(toAuditRow(caller, { action: "revokeApiKey", target: id, at }));
      const [row] = await database.query<{ found: boolean }>(
        "select revoke_api_key($1, $2, $3, $4::jsonb) as found",
        [caller.workspaceId, id, new Date(at), audit],
        "api_key_revoke",
      );
      return row?.found ?? false;
    },
    async touch(workspaceId, id, at) {
      await database.query("select touch_api_key($1, $2, $3)", [workspaceId, id, at], "api_key_touch");
    },
  } satisfies Partial<ApiKeyStore>;
}
