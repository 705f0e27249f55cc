import { mayManageWebhooks, type InboxEventType, type WebhookSigning } from "@relink/domain";
import { once, toKeyRow, type Command } from "../inbox/idempotency.ts";
import type { Caller } from "../people/caller.ts";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import { newId } from "../platform/new-id.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { Queryable } from "../platform/transaction.ts";
import { mostEndpoints, type StoredEndpoint } from "./endpoint.ts";
import type { EndpointChanges, EndpointStore, NewSecret } from "./endpoint.store.ts";
import { mintWebhookSecret } from "./webhook-signing.ts";
import type { ParseEndpointUrl, WebhookSecrets } from "./webhook.ports.ts";

export interface EndpointNeeds {
  readonly database: Queryable;
  readonly endpoints: EndpointStore;
  readonly secrets: WebhookSecrets;
  readonly parseUrl: ParseEndpointUrl;
  readonly clock: Clock;
  readonly bus: Pick<Bus, "changed">;
}

export interface WantedEndpoint {
  readonly url: string;
  readonly types: readonly InboxEventType[] | null;
  readonly signing: WebhookSigning;
  readonly ordered: boolean;
}

export interface CreatedEndpoint {
  readonly endpoint: StoredEndpoint;
  /** The shared secret, or the public key: what verifies. */
  readonly secret: string;
}

export const webhooksForbidden = refused("FORBIDDEN", "Webhooks are for super admins, and for API keys with the scope webhooks:write.");
export const noEndpoint = refused("NOT_FOUND", "There is no such webhook endpoint in this workspace.");
const keyTaken = refused("CONFLICT", "A request with this idempotency key is still running. Repeat it in a moment.");

export async function listEndpoints({ endpoints }: EndpointNeeds, caller: Caller): Promise<Outcome<readonly StoredEndpoint[]>> {
  return mayManageWebhooks(caller.asker) ? done(await endpoints.list(caller.workspaceId)) : webhooksForbidden;
}

async function find({ endpoints }: EndpointNeeds, caller: Caller, id: string | null): Promise<Outcome<StoredEndpoint>> {
  const found = id === null ? null : await endpoints.find(caller.workspaceId, id);
  return found ? done(found) : noEndpoint;
}

function mint(needs: EndpointNeeds, workspaceId: string, endpointId: string, signing: WebhookSigning) {
  const { text, publicKey } = mintWebhookSecret(signing);
  const id = newId();
  const secret: NewSecret = { id, sealed: needs.secrets.seal(text, { workspaceId, endpointId, id }) };
  return { secret, publicKey, shown: publicKey ?? text };
}

function judgeTypes(types: readonly InboxEventType[] | null | undefined): Outcome<null> {
  const sentence = "Name at least one type, or leave types out for all.";
  return types?.length === 0 ? refused("BAD_USER_INPUT", sentence, { field: "types" }) : done(null);
}

/** Makes an endpoint: events from now on go there. */
export async function createEndpoint(
  needs: EndpointNeeds,
  caller: Caller,
  wanted: WantedEndpoint,
  idempotencyKey: string | null,
): Promise<Outcome<CreatedEndpoint>> {
  if (!mayManageWebhooks(caller.asker)) return webhooksForbidden;
  const url = needs.parseUrl(wanted.url);
  const types = judgeTypes(wanted.types);
  if (!url.ok) return url;
  if (!types.ok) return types;
  const command: Command = { mutation: "createWebhookEndpoint", idempotencyKey, input: wanted };
  const again = (result: Record<string, string | null>) => showAgain(needs, caller, result);
  return once(needs, caller, command, again, () => store(needs, caller, { ...wanted, url: url.value }, command));
}

async function store(needs: EndpointNeeds, caller: Caller, wanted: WantedEndpoint, command: Command): Promise<Outcome<CreatedEndpoint>> {
  const { endpoints, clock, bus } = needs;
  const { workspaceId } = caller;
  const id = newId();
  const { secret, publicKey, shown } = mint(needs, workspaceId, id, wanted.signing);
  const moment = clock.moment();
  const keyRow = toKeyRow(caller, command, { endpointId: id }, moment);
  const created = await endpoints.create(caller, { ...wanted, id, publicKey, secret, at: moment.now }, keyRow);
  if (created === "KEY_TAKEN") return keyTaken;
  if (created === "TOO_MANY")
    return refused("BAD_USER_INPUT", `A workspace has ${mostEndpoints} webhook endpoints at most. Delete one that is no longer used.`, {
      field: "url",
    });
  bus.changed({ workspaceId, topic: "WEBHOOK", id });
  const found = await find(needs, caller, id);
  return found.ok ? done({ endpoint: found.value, secret: shown }) : found;
}

/** The same request once more: its endpoint, but never its secret again. */
async function showAgain(needs: EndpointNeeds, caller: Caller, result: Record<string, string | null>): Promise<Outcome<CreatedEndpoint>> {
  const found = await find(needs, caller, result["endpointId"] ?? null);
  return found.ok ? done({ endpoint: found.value, secret: "" }) : found;
}

export async function updateEndpoint(
  needs: EndpointNeeds,
  caller: Caller,
  id: string | null,
  changes: EndpointChanges,
): Promise<Outcome<StoredEndpoint>> {
  if (!mayManageWebhooks(caller.asker)) return webhooksForbidden;
  const url = changes.url === undefined ? null : needs.parseUrl(changes.url);
  const types = judgeTypes(changes.types);
  if (url && !url.ok) return url;
  if (!types.ok) return types;
  const judged = url ? { ...changes, url: url.value } : changes;
  const updated = id !== null && (await needs.endpoints.update(caller, id, judged, needs.clock.now()));
  if (!updated) return noEndpoint;
  needs.bus.changed({ workspaceId: caller.workspaceId, topic: "WEBHOOK", id });
  return find(needs, caller, id);
}

/** A new secret; the one before it signs beside it for a while, so that a receiver can change over at leisure. */
export async function rotateSecret(needs: EndpointNeeds, caller: Caller, id: string | null): Promise<Outcome<CreatedEndpoint>> {
  if (!mayManageWebhooks(caller.asker)) return webhooksForbidden;
  const found = await find(needs, caller, id);
  if (!found.ok) return found;
  const { uuid, signing } = found.value;
  const { now, durations } = needs.clock.moment();
  const { secret, publicKey, shown } = mint(needs, caller.workspaceId, uuid, signing);
  const rotated = await needs.endpoints.rotate(caller, uuid, secret, publicKey, now, now + durations.webhookSecretOverlap);
  if (!rotated) return noEndpoint;
  needs.bus.changed({ workspaceId: caller.workspaceId, topic: "WEBHOOK", id: uuid });
  const after = await find(needs, caller, uuid);
  return after.ok ? done({ endpoint: after.value, secret: shown }) : after;
}

export async function deleteEndpoint(needs: EndpointNeeds, caller: Caller, id: string | null): Promise<Outcome<string>> {
  if (!mayManageWebhooks(caller.asker)) return webhooksForbidden;
  const gone = id !== null && (await needs.endpoints.drop(caller, id, needs.clock.now()));
  if (!gone) return noEndpoint;
  needs.bus.changed({ workspaceId: caller.workspaceId, topic: "WEBHOOK", id });
  return done(id);
}
