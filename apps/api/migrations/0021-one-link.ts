import type { MigrationInterface, QueryRunner } from "typeorm";

/** One link of an inbox can be withdrawn by itself: an IT request that went to the wrong address, say. */
export class OneLink0021 implements MigrationInterface {
  readonly name = "OneLink0021_1764000021000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      commitLinks(`  if v_links ? 'withdrawOne' then
    update link set withdrawn_at = v_at where workspace_id = p_workspace and id = (v_links->>'withdrawOne')::uuid
      and inbox_id = v_inbox and used_at is null and withdrawn_at is null;
  end if;
`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(commitLinks(""));
  }
}

/** As migration 0006 has it, and more. */
function commitLinks(more: string): string {
  return `
-- What a change of an inbox does to its links, called by commit_around.
create or replace function commit_links(p_workspace uuid, p_change jsonb) returns void language plpgsql as $$
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
${more}  if v_links ? 'created' then
    v_new := jsonb_populate_record(null::link, v_links->'created');
    -- Two that are made at once: the second waits here, then sees the first and withdraws it.
    perform pg_advisory_xact_lock(hashtextextended('link:' || v_inbox, 0));
    update link set withdrawn_at = v_at where workspace_id = p_workspace and inbox_id = v_inbox
      and kind = v_new.kind and grant_id is not distinct from v_new.grant_id and used_at is null and withdrawn_at is null;
    insert into link select v_new.*;
  end if;
end $$;`;
}
