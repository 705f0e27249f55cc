import type { MessageId } from "@lingui/core";
import type { Tone } from "@relink/ui";
import type { DisconnectReason, InboxRowFragment, ProviderAccess } from "../gql/graphql.ts";

export type EndWords = { tone: Tone; state: MessageId; words: MessageId; lead: MessageId };

const known = {
  NONE: { tone: "off", state: "access.NONE", words: "access.NONE.words", lead: "guide.lead.NONE" },
  GRANTED: { tone: "warn", state: "access.GRANTED", words: "access.GRANTED.words", lead: "guide.lead.open" },
  REVOKING: { tone: "warn", state: "access.REVOKING", words: "access.REVOKING.words", lead: "guide.lead.REVOKING" },
  AWAITING_PERSON: {
    tone: "warn",
    state: "access.AWAITING_PERSON",
    words: "access.AWAITING_PERSON.words",
    lead: "guide.lead.AWAITING_PERSON",
  },
  ATTESTED: { tone: "warn", state: "access.ATTESTED", words: "access.ATTESTED.words", lead: "guide.lead.ATTESTED" },
  REVOKED: { tone: "ok", state: "access.REVOKED", words: "access.REVOKED.words", lead: "guide.lead.REVOKED" },
  STILL_USED: {
    tone: "off",
    state: "access.STILL_USED",
    words: "access.STILL_USED.words",
    lead: "guide.lead.STILL_USED",
  },
} as const satisfies Record<Exclude<ProviderAccess, "%future added value">, EndWords>;

/** Waiting for a person, with nothing left of ours that could get in until then. */
const nothingLeft: EndWords = { ...known.AWAITING_PERSON, words: "access.AWAITING_PERSON.nothingLeft" };

/** How the provider's end of a removed inbox is told. An access that this page does not know is told as open. */
export function toEndWords(access: ProviderAccess, credentialsDestroyed: boolean): EndWords {
  if (access === "AWAITING_PERSON" && credentialsDestroyed) return nothingLeft;
  return access === "%future added value" || !Object.hasOwn(known, access) ? known.GRANTED : known[access];
}

/** What the provider said at the end of our last look: no to our credentials, no to this mailbox, or nothing about either. */
const refusals = {
  ACCESS_REVOKED: "credentials",
  PASSWORD_CHANGED: "credentials",
  SESSION_EXPIRED: "credentials",
  CONSENT_REQUIRED: "credentials",
  MFA_REQUIRED: "credentials",
  POLICY_BLOCKED: "credentials",
  ACCOUNT_DISABLED: "credentials",
  BAD_CREDENTIALS: "credentials",
  SCOPE_MISSING: "mailbox",
  MAILBOX_NOT_FOUND: "mailbox",
  PROTOCOL_DISABLED: "mailbox",
  TLS_INVALID: "nothing",
  PROVIDER_MIGRATED: "nothing",
  UNREACHABLE: "nothing",
  CREDENTIALS_UNREADABLE: "nothing",
  "%future added value": "nothing",
} as const satisfies Record<DisconnectReason, "credentials" | "mailbox" | "nothing">;

export type LiveEnd = { tone: Tone; state: MessageId; words: MessageId | null };

const refused: LiveEnd = { tone: "bad", state: "inbox.refused", words: "inbox.refused.words" };
const unopened: LiveEnd = { tone: "bad", state: "inbox.unopened", words: "inbox.unopened.words" };

/**
 * How the provider's end of a live inbox is told: an open end is as it should be. Granted once is not granted now: where
 * the last look was refused it says so, and where nothing looks it says that it was so when we last looked.
 */
export function toLiveEnd({
  state,
  providerAccess,
  disconnection,
}: Pick<InboxRowFragment, "state" | "providerAccess" | "disconnection">): LiveEnd {
  if (providerAccess === "NONE") return { tone: "warn", state: "inbox.notGranted", words: null };
  if (providerAccess !== "GRANTED") {
    const end = toEndWords(providerAccess, false);
    return { tone: "bad", state: end.state, words: end.words };
  }
  if (state === "CONNECTED") return { tone: "ok", state: "inbox.granted", words: null };
  const said = state === "DISCONNECTED" && disconnection !== null ? (refusals[disconnection.reason] ?? "nothing") : "nothing";
  if (said === "credentials") return refused;
  if (said === "mailbox") return unopened;
  return { tone: state === "OFF" ? "off" : "warn", state: "inbox.grantedThen", words: null };
}
