import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who is live at a host: a small host's inboxes are counted one by one. */
export class LiveAtHost0035 implements MigrationInterface {
  readonly name = "LiveAtHost0035_1764000035000";

  async up(runner: QueryRunner): Promise<void> {
    // With the id, so that the first 200 of a host with a million are read in order: without, all of them would be gathered first.
    await runner.query("create index inbox_live_at on inbox (coalesce(mail_host, provider), id) where state in ('CONNECTED', 'FAILING')");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop index inbox_live_at");
  }
}
