import type { MigrationInterface, QueryRunner } from "typeorm";

/** A removed inbox is final once its address has been connected anew: written down with that connection, so that lists need not look. */
export class ReplacedInboxes0025 implements MigrationInterface {
  readonly name = "ReplacedInboxes0025_1764000025000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table inbox add column replaced boolean not null default false");
    await runner.query(`
update inbox i set replaced = true where i.state = 'REMOVED' and exists (
  select 1 from inbox o where o.workspace_id = i.workspace_id and o.address_key = i.address_key and o.id <> i.id
    and (o.state in ('CONNECTED', 'FAILING', 'DISCONNECTED', 'OFF') or (o.state = 'REMOVED' and not o.abandoned and o.id > i.id)))`);
    // Whatever was read before: what is final does not come back.
    await runner.query("alter table inbox add constraint inbox_replaced check (not replaced or state = 'REMOVED')");
    await runner.query(replaceRemoved);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function replace_removed(uuid, text)");
    await runner.query("alter table inbox drop column replaced");
  }
}

const replaceRemoved = `
-- Makes the inboxes final that were removed at an address, and answers the workspace: an argument of commit_change, so that it
-- happens before the new inbox takes the address. A reconnection locks the old inbox first and its address then, too.
create function replace_removed(p_workspace uuid, p_address_key text) returns uuid language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update inbox set replaced = true
    where workspace_id = p_workspace and address_key = p_address_key and state = 'REMOVED' and not abandoned and not replaced;
  return p_workspace;
end $$;`;
