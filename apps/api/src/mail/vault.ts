import type { KeyRing } from "../platform/key-ring.ts";
import { openEnvelope, rewrapEnvelope, sealEnvelope, type Envelope, type Unopened } from "./envelope.ts";
import type { MailServer } from "./mailbox.ts";
import { hashToken, type TokenHashes } from "./token-hash.ts";

/** The credentials of one grant. */
export type GrantSecret =
  | {
      readonly kind: "oauth";
      readonly refreshToken: string;
      readonly accessToken: string | null;
      /** Milliseconds since 1970, UTC. */
      readonly accessExpiresAt: number | null;
      readonly scopes: readonly string[];
    }
  | {
      readonly kind: "password";
      readonly username: string;
      readonly password: string;
      readonly imap: MailServer;
      readonly smtp: MailServer | null;
    };

/** Where a sealed record belongs; it can't be opened anywhere else. */
export interface SealBinding {
  readonly workspaceId: string;
  readonly inboxId: string;
  readonly grantId: string;
  readonly field: string;
}

/** As it stands in the database (jsonb). */
export interface SealedRecord extends Envelope {
  /** Of a refresh token: by what its provider may name it. */
  readonly token?: TokenHashes;
}

export type Opened = { readonly ok: true; readonly secret: GrantSecret } | Unopened;

export interface Vault {
  /** Seals with a fresh data key, wrapped by the ring's first key. */
  seal(secret: GrantSecret, binding: SealBinding): SealedRecord;
  /** `record` is whatever stood in the database: a broken shape is UNREADABLE. */
  open(record: unknown, binding: SealBinding): Opened;
  /** The same record under the ring's first key; null where it can't be opened, or is there already. */
  rewrap(record: unknown, binding: SealBinding): SealedRecord | null;
}

// Identifiers hold no "|": they are UUIDs, and a field's name is ours.
function placeOf({ workspaceId, inboxId, grantId, field }: SealBinding): string {
  return `${workspaceId}|${inboxId}|${grantId}|${field}`;
}

/**
 * Envelope encryption at rest: a data key per record, wrapped by the ring; deleting the record destroys it.
 * @param tokenKey - with it a sealed refresh token carries the keyed hashes by which its provider may name it.
 */
export function createVault(ring: KeyRing, tokenKey: Buffer | null = null): Vault {
  return {
    seal: (secret, binding) => ({
      ...sealEnvelope(ring, Buffer.from(JSON.stringify(secret)), placeOf(binding)),
      ...(tokenKey && secret.kind === "oauth" ? { token: hashToken(tokenKey, secret.refreshToken) } : {}),
    }),
    open(record, binding) {
      const opened = openEnvelope(ring, record, placeOf(binding));
      // What authenticates was written by us, so it parses: anything else is a bug, and throws.
      return opened.ok ? { ok: true, secret: JSON.parse(opened.plain.toString()) as GrantSecret } : opened;
    },
    rewrap: (record, binding) => rewrapEnvelope(ring, record, placeOf(binding)),
  };
}
