import type { MigrationInterface, QueryRunner } from "typeorm";

/** What writes notifications: each sets the workspace for row-level security first. */
export class Notices0003 implements MigrationInterface {
  readonly name = "Notices0003_1764000003000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(moveRelay);
    await runner.query(markRead);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function store_notices(uuid, jsonb, bigint)");
    await runner.query("drop function mark_notifications_read(uuid, uuid, uuid[], timestamptz)");
  }
}

const moveRelay = `
-- Stores notices and endings in their order, and how far the log was read for them (null: it was not). A notice of an
-- episode that its member was told of already is left out. Returns the notifications that are new or closed.
create function store_notices(p_workspace uuid, p_steps jsonb, p_number bigint) returns table (id uuid, is_new boolean) language plpgsql as $$
declare v_step jsonb;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  for v_step in select value from jsonb_array_elements(p_steps) loop
    if v_step ? 'notice' then
      return query insert into notification as n select r.* from jsonb_populate_record(null::notification, v_step->'notice') r
        on conflict (workspace_id, member_id, episode) do nothing returning n.id, true;
    else
      return query update notification n set closed_at = (v_step->'ending'->>'at')::timestamptz
        where n.workspace_id = p_workspace and n.inbox_id = (v_step->'ending'->>'inbox_id')::uuid and n.closed_at is null
          and n.template in (select value from jsonb_array_elements_text(v_step->'ending'->'templates'))
        returning n.id, false;
    end if;
  end loop;
  if p_number is not null then
    update relay_position r set number = p_number where r.workspace_id = p_workspace;
  end if;
end $$;`;

const markRead = `
-- All of them or, where one is not this member's, none: then it returns nothing.
create function mark_notifications_read(p_workspace uuid, p_member uuid, p_ids uuid[], p_at timestamptz) returns setof notification language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  if (select count(*) from notification n where n.workspace_id = p_workspace and n.member_id = p_member and n.id = any(p_ids))
    < (select count(distinct i) from unnest(p_ids) i) then return; end if;
  return query update notification n set read_at = coalesce(n.read_at, p_at)
    where n.workspace_id = p_workspace and n.member_id = p_member and n.id = any(p_ids) returning n.*;
end $$;`;
