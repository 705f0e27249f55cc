import { bindingOf } from "../src/connect/connect-needs.ts";
import { createVault } from "../src/mail/vault.ts";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { parseKeyRing } from "../src/platform/key-ring.ts";
import { testKeys } from "./api-process.ts";
import type { ApiWorld } from "./api-world.ts";

/** The stored access token of an inbox ends in so many seconds. */
export async function letTokenEnd(world: Pick<ApiWorld, "database">, inboxGlobalId: string, seconds: number): Promise<void> {
  const ring = parseKeyRing(testKeys);
  if (typeof ring === "string") throw new Error(ring);
  const vault = createVault(ring);
  const inboxId = parseGlobalId("inbox", inboxGlobalId);
  const [row] = await world.database.query<{ workspace_id: string; grant_id: string; sealed: unknown }>(
    "select workspace_id, grant_id, sealed from grant_secret where inbox_id = $1",
    [inboxId],
  );
  if (!row || !inboxId) throw new Error("There is no secret.");
  const binding = bindingOf({ workspaceId: row.workspace_id, inboxId, id: row.grant_id });
  const opened = vault.open(row.sealed, binding);
  if (!opened.ok || opened.secret.kind !== "oauth") throw new Error("It does not open.");
  const sealed = vault.seal({ ...opened.secret, accessExpiresAt: Date.now() + seconds * 1_000 }, binding);
  await world.database.query("select store_secret($1, $2, $3::jsonb, now())", [row.workspace_id, row.grant_id, JSON.stringify(sealed)]);
}
