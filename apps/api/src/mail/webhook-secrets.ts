import type { KeyRing } from "../platform/key-ring.ts";
import type { WebhookSecretPlace, WebhookSecrets } from "../webhook/webhook.ports.ts";
import { openEnvelope, rewrapEnvelope, sealEnvelope, type Envelope } from "./envelope.ts";

/** The secrets of webhooks as whoever rotates keys needs them. */
export interface RewrappedSecrets extends WebhookSecrets {
  /** Under the ring's first key; null where it can't be opened, or is there already. */
  rewrap(sealed: unknown, place: WebhookSecretPlace): Envelope | null;
}

function nameOf({ workspaceId, endpointId, id }: WebhookSecretPlace): string {
  return `${workspaceId}|${endpointId}|${id}|webhook-secret`;
}

/** Sealed at rest as credentials are. */
export function createWebhookSecrets(ring: KeyRing): RewrappedSecrets {
  return {
    seal: (secret, place) => sealEnvelope(ring, Buffer.from(secret), nameOf(place)),
    open(sealed, place) {
      const opened = openEnvelope(ring, sealed, nameOf(place));
      return opened.ok ? { ok: true, secret: opened.plain.toString() } : opened;
    },
    rewrap: (sealed, place) => rewrapEnvelope(ring, sealed, nameOf(place)),
  };
}
