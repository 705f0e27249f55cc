import type { MigrationInterface, QueryRunner } from "typeorm";

/** Changing a member's role. SQLSTATE RL004: they are the last super admin. */
export class Roles0004 implements MigrationInterface {
  readonly name = "Roles0004_1764000004000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create function set_member_role(p_workspace uuid, p_member uuid, p_role text, p_audit jsonb) returns boolean language plpgsql as $$
declare v_role text;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  -- Two super admins who demote each other at once: the locks make one of them the last.
  perform 1 from member where workspace_id = p_workspace and role = 'SUPER_ADMIN' and left_at is null order by id for update;
  select role into v_role from member where workspace_id = p_workspace and id = p_member and left_at is null for update;
  if not found then return false; end if;
  if v_role = 'SUPER_ADMIN' and p_role <> 'SUPER_ADMIN'
    and not exists (select 1 from member where workspace_id = p_workspace and role = 'SUPER_ADMIN' and left_at is null and id <> p_member) then
    raise exception 'last super admin' using errcode = 'RL004';
  end if;
  update member set role = p_role where workspace_id = p_workspace and id = p_member;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function set_member_role(uuid, uuid, text, jsonb)");
  }
}
