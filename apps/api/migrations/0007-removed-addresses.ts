import type { MigrationInterface, QueryRunner } from "typeorm";

/** Finds the inbox that was removed at an address, so that connecting it anew can offer the reconnection first. */
export class RemovedAddresses0007 implements MigrationInterface {
  readonly name = "RemovedAddresses0007_1764000007000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("create index inbox_removed on inbox (workspace_id, address_key, id) where state = 'REMOVED' and not abandoned");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop index inbox_removed");
  }
}
