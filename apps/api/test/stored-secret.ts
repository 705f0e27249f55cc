import { bindingOf } from "../src/connect/connect-needs.ts";
import { createVault, type GrantSecret } from "../src/mail/vault.ts";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { parseKeyRing } from "../src/platform/key-ring.ts";
import { testKeys } from "./api-process.ts";
import type { ApiWorld } from "./api-world.ts";

/** What is stored of an inbox's newest grant, opened with the installation's own key. */
export async function openStored({ database }: Pick<ApiWorld, "database">, inboxGlobalId: string): Promise<GrantSecret> {
  const ring = parseKeyRing(testKeys);
  if (typeof ring === "string") throw new Error(ring);
  const inboxId = parseGlobalId("inbox", inboxGlobalId) ?? "";
  const [row] = await database.query<{ workspace_id: string; grant_id: string; sealed: unknown }>(
    "select workspace_id, grant_id, sealed from grant_secret where inbox_id = $1 order by grant_id desc limit 1",
    [inboxId],
  );
  const opened = row && createVault(ring).open(row.sealed, bindingOf({ workspaceId: row.workspace_id, inboxId, id: row.grant_id }));
  if (!opened?.ok) throw new Error("There is no secret that opens.");
  return opened.secret;
}
