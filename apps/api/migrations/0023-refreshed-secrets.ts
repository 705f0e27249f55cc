import type { MigrationInterface, QueryRunner } from "typeorm";

/** A refreshed token replaces only the one that was refreshed. */
export class RefreshedSecrets0023 implements MigrationInterface {
  readonly name = "RefreshedSecrets0023_1764000023000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- A refreshed token, stored before it is used; false where another sign-in has replaced what was refreshed (read at p_seen,
-- milliseconds since 1970), or the grant has ended meanwhile. The form without p_seen stays for processes of the release before.
create function store_secret(p_workspace uuid, p_grant uuid, p_sealed jsonb, p_at timestamptz, p_seen double precision) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update grant_secret set sealed = p_sealed, stored_at = p_at
    where workspace_id = p_workspace and grant_id = p_grant and floor(extract(epoch from stored_at) * 1000) = p_seen;
  return found;
end $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function store_secret(uuid, uuid, jsonb, timestamptz, double precision)");
  }
}
