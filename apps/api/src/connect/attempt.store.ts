import type { Queryable } from "../platform/transaction.ts";
import type { AttemptRow } from "./attempt.ts";

/** Sign-in attempts, always inside one workspace. */
export interface AttemptStore {
  find(workspaceId: string, id: string): Promise<AttemptRow | null>;
  findPending(workspaceId: string, inboxId: string): Promise<AttemptRow | null>;
  /** The newest try with an address at this provider, by this application, that came back with an answer about the account. */
  findTelling(of: TellingOf): Promise<AttemptRow | null>;
  /** The browser sets out: binds it to the attempt; null where it is no longer pending. */
  setOut(workspaceId: string, id: string, stateHash: string, browserHash: string, now: number): Promise<AttemptRow | null>;
  /** Takes the one state of a callback, once: null where it is used, foreign, or from another browser. */
  take(workspaceId: string, id: string, stateHash: string, browserHash: string, now: number): Promise<AttemptRow | null>;
}

/** Which tries are looked at. `addressKey`: as `addressKey` of the domain makes it. */
export interface TellingOf {
  readonly workspaceId: string;
  readonly provider: AttemptRow["provider"];
  readonly clientId: string | null;
  readonly addressKey: string;
}

/** What says nothing about the consent for this address: nobody answered, or somebody else did. */
const mute = ["ADDRESS_MISMATCH", "ADDRESS_IN_USE", "CONSENT_DECLINED", "PROVIDER_UNAVAILABLE", "SUPERSEDED"];

/** As JSON, so that times are texts on both ways. */
const row = "to_json(a) as attempt";

export function createAttemptStore(database: Queryable): AttemptStore {
  const one = async (sql: string, values: readonly unknown[], name: string): Promise<AttemptRow | null> => {
    const [found] = await database.query<{ attempt: AttemptRow }>(sql, values, name);
    return found?.attempt ?? null;
  };
  return {
    find: (workspaceId, id) =>
      one(`select ${row} from connection_attempt a where workspace_id = $1 and id = $2`, [workspaceId, id], "attempt_find"),
    findPending: (workspaceId, inboxId) =>
      one(
        `select ${row} from connection_attempt a where workspace_id = $1 and inbox_id = $2 and state = 'PENDING' order by id desc limit 1`,
        [workspaceId, inboxId],
        "attempt_pending",
      ),
    findTelling: ({ workspaceId, provider, clientId, addressKey }) =>
      one(
        `select ${row} from connection_attempt a where workspace_id = $1 and lower(expected_address) = $2 and provider = $3
          and client_id is not distinct from $4 and state in ('SUCCEEDED', 'FAILED') and (failure is null or failure <> all($5))
          order by id desc limit 1`,
        [workspaceId, addressKey, provider, clientId, mute],
        "attempt_telling",
      ),
    setOut: (workspaceId, id, stateHash, browserHash, now) => {
      const values = [workspaceId, id, stateHash, browserHash, new Date(now)];
      return one(
        `select to_json(a) as attempt from attempt_set_out($1, $2, $3, $4, $5) a where a.id is not null`,
        values,
        "attempt_set_out",
      );
    },
    take: (workspaceId, id, stateHash, browserHash, now) => {
      const values = [workspaceId, id, stateHash, browserHash, new Date(now)];
      return one(`select to_json(a) as attempt from attempt_take($1, $2, $3, $4, $5) a where a.id is not null`, values, "attempt_take");
    },
  };
}
