import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a refusal wants the next sign-in to ask for is kept beside the refused token. */
export class ClaimsChallenges0034 implements MigrationInterface {
  readonly name = "ClaimsChallenges0034_1764000034000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- A policy of the provider's, in its own JSON, and no secret. It holds as long as claims_at is not before stored_at: what came since, by a sign-in or a refresh, met it.
alter table grant_secret add column claims text, add column claims_at timestamptz;

create function keep_claims(p_workspace uuid, p_grant uuid, p_claims text, p_at timestamptz) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update grant_secret set claims = p_claims, claims_at = p_at where workspace_id = p_workspace and grant_id = p_grant;
end $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function keep_claims(uuid, uuid, text, timestamptz);
alter table grant_secret drop column claims_at, drop column claims;`);
  }
}
