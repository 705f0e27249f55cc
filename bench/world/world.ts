import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbeddedPostgres } from "../../apps/api/src/platform/embedded-postgres.ts";
import { deriveKey, parseKeyRing } from "../../apps/api/src/platform/key-ring.ts";
import { migrate } from "../../apps/api/src/platform/migrate.ts";
import { createDatabaseCpu } from "../measure/database-cpu.ts";
import { worldSql } from "./world.sql.ts";

/** Someone signed in: the super admin of one workspace, who owns its personal inboxes. */
export interface Person {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly name: string;
  /** A Cookie header. */
  readonly cookie: string;
}

/** A PostgreSQL of the bench's own, with many workspaces and many inboxes in them. */
export interface World {
  readonly folder: string;
  readonly pool: pg.Pool;
  /** The application's role. */
  readonly appUrl: string;
  readonly databaseCpu: () => number;
  /** All inboxes of theirs are CONNECTED. */
  readonly turners: readonly Person[];
  /** Theirs are in all states that a person can meet. */
  readonly listers: readonly Person[];
  /** Administrators of one workspace, for subscriptions. */
  readonly watchers: readonly Person[];
  /** What the API's process is started with. */
  readonly apiEnv: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const keys = `bench:${Buffer.alloc(32, 7).toString("base64")}`;

function createCookies(): (token: string) => string {
  const ring = parseKeyRing(keys);
  if (typeof ring === "string") throw new Error(ring);
  const secret = deriveKey(ring, "sign-in").toString("base64");
  return (token) => `relink.session_token=${encodeURIComponent(`${token}.${createHmac("sha256", secret).update(token).digest("base64")}`)}`;
}

interface PersonRow {
  readonly part: "turn" | "list" | "watch";
  readonly workspaceId: string;
  readonly memberId: string;
  readonly name: string;
  readonly token: string;
}

const people = `select split_part(s.token, '-', 1) as part, m.workspace_id as "workspaceId", m.id as "memberId", u.name, s.token
  from session s join user_account u on u.id = s.user_id join member m on m.user_id = u.id order by s.token`;

/** Makes it all; durable as the product's own: fsync and synchronous_commit are on, or it throws. */
export async function makeWorld(size: {
  readonly workspaces: number;
  readonly inboxesEach: number;
  readonly watchers: number;
}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "relink-bench-"));
  const postgres = await openEmbeddedPostgres({ dataDir: folder, say: () => undefined });
  await migrate({ ownerUrl: postgres.ownerUrl, appRole: "relink_app" });
  const pool = new pg.Pool({ connectionString: postgres.ownerUrl, max: 4 });
  // A connection that the server's end cuts off at the close is no failure.
  pool.on("error", () => undefined);
  const close = async (): Promise<void> => {
    await pool.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const durable = await pool.query<{ on: boolean }>(
    "select current_setting('fsync') = 'on' and current_setting('synchronous_commit') = 'on' as on",
  );
  if (!durable.rows[0]?.on) throw new Error("The bench's PostgreSQL does not write durably.");
  for (const statement of worldSql(size)) await pool.query(statement);
  const toCookie = createCookies();
  const { rows } = await pool.query<PersonRow>(people);
  const of = (part: PersonRow["part"]) =>
    rows.filter((row) => row.part === part).map(({ token, ...row }) => ({ ...row, cookie: toCookie(token) }));
  const apiEnv = {
    DATABASE_URL: postgres.appUrl,
    DATABASE_OWNER_URL: postgres.ownerUrl,
    RELINK_KEYS: keys,
    RELINK_DATA_DIR: folder,
    PORT: "0",
    PUBLIC_URL: "http://localhost:4000",
    RELINK_ROLE: "api",
  };
  return {
    folder,
    pool,
    appUrl: postgres.appUrl,
    databaseCpu: await createDatabaseCpu(pool),
    turners: of("turn"),
    listers: of("list"),
    watchers: of("watch"),
    apiEnv,
    close,
  };
}
