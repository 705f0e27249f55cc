// Bare pg: claims 500 by SKIP LOCKED with a fencing token, and completes them by it; one statement each, nothing else.
import pg from "pg";
import { dueLoop, toTimes } from "../world/due-work.ts";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 4 });

const claim = `update raw_check c set due_at = $2, token = c.token + 1
  from (select id from raw_check where due_at <= $1 order by due_at limit 500 for update skip locked) due
  where c.id = due.id returning c.id, c.token`;
const complete = `update raw_check c set due_at = u.at from unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as u(id, token, at)
  where c.id = u.id and c.token = u.token`;

dueLoop(async (order) => {
  const { now, nextMs } = toTimes(order);
  const end = performance.now() + order.ms;
  const claimMs: number[] = [];
  let operations = 0;
  while (performance.now() < end) {
    const start = performance.now();
    const at = now();
    const { rows } = await pool.query<{ id: string; token: string }>({
      name: "claim",
      text: claim,
      values: [new Date(at), new Date(at + 120_000)],
    });
    claimMs.push(performance.now() - start);
    const next = rows.map(() => new Date(now() + nextMs()));
    await pool.query({ name: "complete", text: complete, values: [rows.map((row) => row.id), rows.map((row) => row.token), next] });
    operations += rows.length;
  }
  return { operations, claimMs: claimMs.toSorted((a, b) => a - b), latenessMs: [], bySecond: [] };
});
