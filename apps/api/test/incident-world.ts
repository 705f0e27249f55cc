import { noTrouble, type Inbox } from "@relink/domain";
import { newId } from "../src/platform/new-id.ts";
import type { Queryable } from "../src/platform/transaction.ts";

interface Where {
  readonly workspaceId: string;
  readonly host: string;
  readonly domain?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const yearMs = 365 * 24 * 60 * 60_000;

/** Connected inboxes that are next looked at in a year; no more of them than counting needs. */
export async function makeInboxes(
  database: Queryable,
  count: number,
  { workspaceId, host, domain = "example.test", at }: Where,
): Promise<readonly Inbox[]> {
  const ids = Array.from({ length: count }, newId);
  await database.query(
    `insert into inbox (workspace_id, id, kind, owner_id, address, address_key, provider, mail_host, state, state_changed_at, version, created_at, grant_id)
     select $1, id, 'PERSONAL', gen_random_uuid(), id || $5, id || $5, 'IMAP', $3, 'CONNECTED', $4, 1, $4, gen_random_uuid() from unnest($2::uuid[]) id`,
    [workspaceId, ids, host, new Date(at), `@${domain}`],
  );
  await database.query("insert into due_check (inbox_id, workspace_id, host, due_at) select id, $1, $3, $4 from unnest($2::uuid[]) id", [
    workspaceId,
    ids,
    host,
    new Date(at + yearMs),
  ]);
  const ourEnd = { state: "CONNECTED", trouble: noTrouble(at) };
  return ids.map((id) => ({ workspaceId, id, address: `${id}@${domain}`, provider: "IMAP", mailHost: host, ourEnd }) as unknown as Inbox);
}

/** A workspace with one admin, one super admin and one member. */
export async function makeWorkspace(database: Queryable): Promise<string> {
  const id = newId();
  await database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Demo', $2, now())", [id, `demo-${id}`]);
  for (const role of ["ADMIN", "SUPER_ADMIN", "MEMBER"]) {
    const userId = newId();
    await database.query(
      "insert into user_account (id, name, email, email_verified, created_at, updated_at) values ($1, 'A', $2, true, now(), now())",
      [userId, `${userId}@demo.test`],
    );
    const values = [id, newId(), userId, role];
    await database.query("insert into member (workspace_id, id, user_id, role, joined_at) values ($1, $2, $3, $4, now())", values);
  }
  return id;
}
