import type { KeyRing } from "../platform/key-ring.ts";
import { openEnvelope, rewrapEnvelope, sealEnvelope, type Envelope, type Unopened } from "./envelope.ts";

/** Where the client secret of an application belongs that a workspace brought; it opens in no other row. None of them holds a "|". */
export interface ClientSecretPlace {
  readonly workspace_id: string;
  readonly provider: "GOOGLE" | "MICROSOFT";
  readonly client_id: string;
}

export interface ClientSecrets {
  seal(secret: string, place: ClientSecretPlace): Envelope;
  open(sealed: unknown, place: ClientSecretPlace): { readonly ok: true; readonly secret: string } | Unopened;
  /** Under the ring's first key; null where it can't be opened, or is there already. */
  rewrap(sealed: unknown, place: ClientSecretPlace): Envelope | null;
}

function nameOf({ workspace_id, provider, client_id }: ClientSecretPlace): string {
  return `${workspace_id}|${provider}|${client_id}|client-secret`;
}

/** Sealed at rest as credentials are. */
export function createClientSecrets(ring: KeyRing): ClientSecrets {
  return {
    seal: (secret, place) => sealEnvelope(ring, Buffer.from(secret), nameOf(place)),
    open(sealed, place) {
      const opened = openEnvelope(ring, sealed, nameOf(place));
      return opened.ok ? { ok: true, secret: opened.plain.toString() } : opened;
    },
    rewrap: (sealed, place) => rewrapEnvelope(ring, sealed, nameOf(place)),
  };
}
