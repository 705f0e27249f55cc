import type { WebhookAnswer } from "@relink/domain";
import type { Outcome } from "../platform/outcome.ts";

export interface Sent {
  readonly answer: WebhookAnswer;
  /** The beginning of the answer's body, 2 KiB at most; null where none came. */
  readonly response: string | null;
}

/** A request under way. */
export interface Sending {
  /** Never rejects. */
  readonly sent: Promise<Sent>;
  /** Ends it now, wherever it is. */
  leave(): void;
}

/** Begins a request. Never throws. */
export type PostWebhook = (headers: Readonly<Record<string, string>>, body: string) => Sending;

/** Posts webhooks over connections that stay open, each checked when it is made. */
export interface WebhookSender {
  /** The address is read once, for many requests. */
  to(url: string): PostWebhook;
  close(): Promise<void>;
}

/** Judges where a webhook is to go, as far as that can be said without looking it up. */
export type ParseEndpointUrl = (text: string) => Outcome<string>;

/** Where a webhook's secret belongs; it opens in no other row. None of them holds a "|". */
export interface WebhookSecretPlace {
  readonly workspaceId: string;
  readonly endpointId: string;
  readonly id: string;
}

/** How a secret stands in the database: a jsonb that says by `keyId` which key of the ring wraps it. */
export interface SealedSecret {
  readonly keyId: string;
}

export interface WebhookSecrets {
  seal(secret: string, place: WebhookSecretPlace): SealedSecret;
  /** UNREADABLE: its own key can't open it. KEY_MISSING: the ring lacks that key. */
  open(
    sealed: unknown,
    place: WebhookSecretPlace,
  ): { readonly ok: true; readonly secret: string } | { readonly ok: false; readonly why: "UNREADABLE" | "KEY_MISSING" };
}
