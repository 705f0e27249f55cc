import type { MigrationInterface, QueryRunner } from "typeorm";

/** A sign-in that failed says what stays granted at the provider; and earlier ones of an address are found by it. */
export class UnusedGrants0028 implements MigrationInterface {
  readonly name = "UnusedGrants0028_1764000028000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- What the provider granted when the browser came back. granted_key is null where it is not known whose account it was.
alter table connection_attempt add column granted_kind text, add column granted_key text;
create index attempt_by_address on connection_attempt (workspace_id, lower(expected_address), id);
${holdStrayGrant(`  update connection_attempt set granted_kind = p_stray->>'account_kind', granted_key = p_stray->>'account_key'
    where workspace_id = p_workspace and id = (p_stray->>'attempt_id')::uuid;
`)}
-- Something was granted, and nobody can tell whose account it was.
create function attempt_granted_unknown(p_workspace uuid, p_id uuid, p_kind text) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update connection_attempt set granted_kind = p_kind where workspace_id = p_workspace and id = p_id;
end $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function attempt_granted_unknown(uuid, uuid, text);
${holdStrayGrant("")}
drop index attempt_by_address;
alter table connection_attempt drop column granted_key, drop column granted_kind;`);
  }
}

/** As migration 0002 has it, and more. */
function holdStrayGrant(more: string): string {
  return `create or replace function hold_stray_grant(p_workspace uuid, p_stray jsonb, p_timer jsonb) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into stray_grant select * from jsonb_populate_record(null::stray_grant, p_stray);
  insert into timer select * from jsonb_populate_record(null::timer, p_timer);
${more}end $$;`;
}
