import type { MigrationInterface, QueryRunner } from "typeorm";

/** What verifies a receipt outlives the key ring's key that signed it. */
export class ReceiptKeys0018 implements MigrationInterface {
  readonly name = "ReceiptKeys0018_1764000018000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- The public halves of all keys that ever signed receipts; no workspace owns them.
create table receipt_key (kid text primary key, x text not null, created_at timestamptz not null);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table receipt_key");
  }
}
