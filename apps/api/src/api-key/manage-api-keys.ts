import { mayManageWorkspace, scopes, type Scope } from "@relink/domain";
import type { Caller } from "../people/caller.ts";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import { newId } from "../platform/new-id.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import { mostApiKeys, type ApiKeyStore, type StoredApiKey } from "./api-key.store.ts";
import { hashSecret, mintApiKey, toKeyText } from "./api-key.ts";

export interface ApiKeyNeeds {
  readonly keys: ApiKeyStore;
  readonly clock: Clock;
  readonly bus: Pick<Bus, "changed">;
}

export interface WantedApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

export interface CreatedApiKey {
  readonly stored: StoredApiKey;
  /** The whole key; it is nowhere else, and never shown again. */
  readonly key: string;
}

const superAdminsOnly = refused("FORBIDDEN", "Only a super admin manages API keys.");

export async function listApiKeys({ keys }: Pick<ApiKeyNeeds, "keys">, caller: Caller): Promise<Outcome<readonly StoredApiKey[]>> {
  return mayManageWorkspace(caller.asker) ? done(await keys.list(caller.workspaceId)) : superAdminsOnly;
}

/** Makes a key. Its secret is in the answer and nowhere else. */
export async function createApiKey(
  { keys, clock, bus }: ApiKeyNeeds,
  caller: Caller,
  wanted: WantedApiKey,
): Promise<Outcome<CreatedApiKey>> {
  if (!mayManageWorkspace(caller.asker) || caller.memberId === null) return superAdminsOnly;
  const at = clock.now();
  const judged = judge(wanted, at);
  if (!judged.ok) return judged;
  const parts = mintApiKey();
  const created = { id: newId(), ...judged.value, prefix: parts.prefix, secretHash: hashSecret(parts.secret), createdBy: caller.memberId };
  const stored = await keys.create(caller, created, at);
  if (!stored)
    return refused("BAD_USER_INPUT", `A workspace has ${mostApiKeys} API keys at most. Revoke one that is no longer used.`, {
      field: "apiKeys",
    });
  bus.changed({ workspaceId: caller.workspaceId, topic: "API_KEY", id: created.id });
  const { id: uuid, name, scopes: held, prefix, expiresAt } = created;
  const shown = { uuid, workspaceId: caller.workspaceId, name, prefix, scopes: held, createdAt: new Date(at), lastUsedAt: null, expiresAt };
  return done({ stored: shown, key: toKeyText(parts) });
}

/** From now on nobody gets in with it; what it follows live ends within seconds. */
export async function revokeApiKey({ keys, clock, bus }: ApiKeyNeeds, caller: Caller, id: string | null): Promise<Outcome<string>> {
  if (!mayManageWorkspace(caller.asker)) return superAdminsOnly;
  const found = id !== null && (await keys.revoke(caller, id, clock.now()));
  if (!found) return refused("NOT_FOUND", "There is no such API key in this workspace.");
  bus.changed({ workspaceId: caller.workspaceId, topic: "API_KEY", id });
  return done(id);
}

function judge(wanted: WantedApiKey, now: number): Outcome<Omit<WantedApiKey, "scopes"> & { readonly scopes: readonly Scope[] }> {
  const name = wanted.name.trim();
  if (name === "" || name.length > 80) return refused("BAD_USER_INPUT", "A name has 1 to 80 characters.", { field: "name" });
  const unknown = wanted.scopes.find((scope) => !scopes.some((known) => known === scope));
  if (unknown !== undefined || wanted.scopes.length === 0) {
    return refused("BAD_USER_INPUT", `Give at least one of these scopes: ${scopes.join(", ")}.`, { field: "scopes" });
  }
  if (wanted.expiresAt && wanted.expiresAt.getTime() <= now)
    return refused("BAD_USER_INPUT", "The key would have expired already.", { field: "expiresAt" });
  return done({ name, scopes: scopes.filter((scope) => wanted.scopes.includes(scope)), expiresAt: wanted.expiresAt });
}
