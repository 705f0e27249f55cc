import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Links without sign-in: reconnect links and IT requests. Their tokens are not stored: they are made from the ids with a
 * key of the ring. SQLSTATE RL006: the link was used, withdrawn, or is too old.
 */
export class Links0006 implements MigrationInterface {
  readonly name = "Links0006_1764000006000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table link (
  workspace_id uuid not null, id uuid not null,
  kind text not null check (kind in ('RECONNECT', 'IT_REQUEST')),
  inbox_id uuid not null, grant_id uuid, provider text, sent_to text, locale text not null,
  created_by uuid, created_by_name text not null, created_at timestamptz not null, expires_at timestamptz not null,
  used_at timestamptz, withdrawn_at timestamptz,
  primary key (workspace_id, id),
  check ((kind = 'IT_REQUEST') = (grant_id is not null))
);
create index link_open on link (workspace_id, inbox_id) where used_at is null and withdrawn_at is null;

-- Which link began a sign-in; null where a person did who has an account.
alter table connection_attempt add column link_id uuid;
create index attempt_by_link on connection_attempt (workspace_id, link_id, id) where link_id is not null;`);
    await runner.query(commitLinks);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: drop the database instead.");
  }
}

const commitLinks = `
-- What a change of an inbox does to its links, called by commit_around.
create function commit_links(p_workspace uuid, p_change jsonb) returns void language plpgsql as $$
declare v_links jsonb := p_change->'links'; v_inbox uuid := (p_change->>'inbox_id')::uuid; v_at timestamptz := (p_change->>'at')::timestamptz; v_new link;
begin
  if v_links ? 'spend' then
    update link set used_at = v_at where workspace_id = p_workspace and id = (v_links->>'spend')::uuid
      and inbox_id = v_inbox and used_at is null and withdrawn_at is null and expires_at > v_at;
    if not found then raise exception 'link spent' using errcode = 'RL006'; end if;
  end if;
  if v_links ? 'withdraw' then
    update link set withdrawn_at = v_at where workspace_id = p_workspace and inbox_id = v_inbox
      and kind = 'RECONNECT' and used_at is null and withdrawn_at is null;
  end if;
  if v_links ? 'created' then
    v_new := jsonb_populate_record(null::link, v_links->'created');
    -- Two that are made at once: the second waits here, then sees the first and withdraws it.
    perform pg_advisory_xact_lock(hashtextextended('link:' || v_inbox, 0));
    update link set withdrawn_at = v_at where workspace_id = p_workspace and inbox_id = v_inbox
      and kind = v_new.kind and grant_id is not distinct from v_new.grant_id and used_at is null and withdrawn_at is null;
    insert into link select v_new.*;
  end if;
end $$;`;
