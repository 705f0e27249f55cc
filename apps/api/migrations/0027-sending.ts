import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whether mail can be sent is looked at beside the checks: a check keeps what that look has stored. */
export class Sending0027 implements MigrationInterface {
  readonly name = "Sending0027_1764000027000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table inbox_health add column sending_tried_at timestamptz");
    await runner.query(replaceInCommit(written, kept));
    await runner.query(beginSending);
    await runner.query(storeSending);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function store_sending(uuid, uuid, uuid, timestamptz, text)");
    await runner.query("drop function begin_sending(uuid, uuid, uuid, timestamptz, timestamptz, timestamptz)");
    await runner.query(replaceInCommit(kept, written));
    await runner.query("alter table inbox_health drop column sending_tried_at");
  }
}

const written = "sending = p_sending,";
/** Null from now on where the credentials stay; new ones begin anew. */
const kept = "sending = coalesce(p_sending, sending), sending_tried_at = case when p_sending is null then sending_tried_at end,";

/** One line of the commit_change of migration 0024, which stays what it is in all else; the older ones are left to processes of their release. */
function replaceInCommit(from: string, to: string): string {
  return `
do $body$
declare v_function text;
begin
  select pg_get_functiondef(oid) into strict v_function from pg_proc where proname = 'commit_change' and 'p_more_bodies' = any(proargnames);
  if strpos(v_function, '${from}') = 0 then raise exception 'commit_change no longer writes sending as it did'; end if;
  execute replace(v_function, '${from}', '${to}');
end $body$;`;
}

const beginSending = `
-- Before a login to the sending server: false where the inbox has another grant or state than what was read, or somebody else has tried
-- since p_seen. Written first, so that not even a process that dies signs in more often than it should.
create function begin_sending(p_workspace uuid, p_inbox uuid, p_grant uuid, p_since timestamptz, p_seen timestamptz, p_at timestamptz)
returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform 1 from inbox where workspace_id = p_workspace and id = p_inbox and grant_id = p_grant and state_changed_at = p_since for share;
  if not found then return false; end if;
  update inbox_health set sending_tried_at = p_at
    where workspace_id = p_workspace and inbox_id = p_inbox and sending_tried_at is not distinct from p_seen;
  return found;
end $$;`;

const storeSending = `
-- What that login showed; it counts only while no other grant or state came, as a check does. True where it is news.
create function store_sending(p_workspace uuid, p_inbox uuid, p_grant uuid, p_since timestamptz, p_sending text)
returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform 1 from inbox where workspace_id = p_workspace and id = p_inbox and grant_id = p_grant and state_changed_at = p_since for share;
  if not found then return false; end if;
  update inbox_health set sending = p_sending where workspace_id = p_workspace and inbox_id = p_inbox and sending <> p_sending;
  return found;
end $$;`;
