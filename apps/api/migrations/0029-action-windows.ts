import type { MigrationInterface, QueryRunner } from "typeorm";

/** How often something was done to an inbox or a grant of late, for all processes together and over restarts. */
export class ActionWindows0029 implements MigrationInterface {
  readonly name = "ActionWindows0029_1764000029000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table action_window (
  workspace_id uuid not null, kind text not null check (kind in ('CHECK_NOW', 'VERIFY')), subject_id uuid not null, taken timestamptz[] not null,
  primary key (workspace_id, kind, subject_id)
) with (fillfactor = 80);`);
    await runner.query(takeAction);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function take_action(uuid, text, uuid, timestamptz, integer, interval)");
    await runner.query("drop table action_window");
  }
}

const takeAction = `
-- At most p_most in any p_window. Milliseconds to wait; 0 where it was free, and is taken now.
create function take_action(p_workspace uuid, p_kind text, p_subject uuid, p_at timestamptz, p_most integer, p_window interval) returns integer language plpgsql as $$
declare v_recent timestamptz[];
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into action_window (workspace_id, kind, subject_id, taken) values (p_workspace, p_kind, p_subject, '{}') on conflict do nothing;
  -- The row is locked before it is read: who asks at the same moment sees what was taken here.
  perform 1 from action_window where workspace_id = p_workspace and kind = p_kind and subject_id = p_subject for update;
  select array(select t from unnest(w.taken) t where t > p_at - p_window order by t) into v_recent
    from action_window w where w.workspace_id = p_workspace and w.kind = p_kind and w.subject_id = p_subject;
  if cardinality(v_recent) >= p_most then
    return greatest(1, ceil(extract(epoch from v_recent[cardinality(v_recent) - p_most + 1] + p_window - p_at) * 1000))::integer;
  end if;
  update action_window set taken = v_recent || p_at where workspace_id = p_workspace and kind = p_kind and subject_id = p_subject;
  return 0;
end $$;`;
