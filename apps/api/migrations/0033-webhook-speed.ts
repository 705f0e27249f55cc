import type { MigrationInterface, QueryRunner } from "typeorm";

/** What most webhooks never need (one that waits for another of its inbox) no longer costs those that do not. */
export class WebhookSpeed0033 implements MigrationInterface {
  readonly name = "WebhookSpeed0033_1764000033000";

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [waiting, wake, store]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: restore a backup instead.");
  }
}

const waiting = `
create index webhook_delivery_waiting on webhook_delivery (endpoint_id, inbox_id, event_number) where due_at is null and state in ('PENDING', 'RETRYING');`;

const wake = `
-- As in 0020: of each of these inboxes the first that has not ended may go now, if it waited for one before it. Mostly none waits.
create or replace function wake_webhooks(p_workspace uuid, p_endpoint uuid, p_inboxes uuid[], p_at timestamptz) returns void language plpgsql as $$
begin
  perform 1 from webhook_delivery w where w.endpoint_id = p_endpoint and w.due_at is null and w.state in ('PENDING', 'RETRYING') limit 1;
  if not found then return; end if;
  update webhook_delivery d set due_at = p_at where d.workspace_id = p_workspace and d.due_at is null and d.id in (
    select distinct on (o.inbox_id) o.id from webhook_delivery o
      where o.endpoint_id = p_endpoint and o.inbox_id = any(p_inboxes) and o.state in ('PENDING', 'RETRYING')
      order by o.inbox_id, o.event_number);
end $$;`;

const store = `
-- As in 0020, with the bodies as lines: JSON as we print it holds no line feed, and an array of texts is escaped and taken apart
-- character by character. The form before stays for processes of the release before.
create function store_webhook_deliveries(p_workspace uuid, p_at timestamptz, p_number bigint, p_ids uuid[], p_numbers bigint[], p_inboxes uuid[], p_types text[],
  p_lines text) returns integer language sql as $$
  select store_webhook_deliveries(p_workspace, p_at, p_number, p_ids, p_numbers, p_inboxes, p_types, string_to_array(p_lines, chr(10)));
$$;`;
