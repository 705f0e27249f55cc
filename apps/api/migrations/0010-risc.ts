import type { MigrationInterface, QueryRunner } from "typeorm";

/** What Google reports by itself (Cross-Account Protection): each report once, found by account or by token. */
export class Risc0010 implements MigrationInterface {
  readonly name = "Risc0010_1764000010000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- Reports that were taken; no workspace owns them, since one may be about several.
create table risc_report (jti text primary key, at timestamptz not null);
create index risc_report_at on risc_report (at);

create index grant_live_by_account on inbox_grant (account_key) where ended_at is null;
create index grant_secret_token_prefix on grant_secret ((sealed->'token'->>'prefix'));
create index grant_secret_token_digest on grant_secret ((sealed->'token'->>'digest'));

-- Takes a report with all that follows from it, as timers; false where it was taken before. Old ones are forgotten.
create function take_risc_report(p_jti text, p_at timestamptz, p_kept interval, p_timers jsonb) returns boolean language plpgsql as $$
begin
  insert into risc_report (jti, at) values (p_jti, p_at) on conflict do nothing;
  if not found then return false; end if;
  delete from risc_report where at < p_at - p_kept;
  insert into timer select t.* from jsonb_array_elements(p_timers) e, jsonb_populate_record(null::timer, e) t;
  return true;
end $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function take_risc_report(text, timestamptz, interval, jsonb);
drop index grant_secret_token_digest;
drop index grant_secret_token_prefix;
drop index grant_live_by_account;
drop table risc_report;`);
  }
}
