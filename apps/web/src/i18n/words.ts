import type { MessageId } from "@lingui/core";
import type { EndsState } from "@relink/ui";
import type { ConnectionState, DisconnectReason, Provider, ProviderAccess, Role } from "../gql/graphql.ts";
import type { Translate } from "./translate.ts";

type Known<Value extends string> = Exclude<Value, "%future added value">;

const states = {
  CONNECTING: "state.CONNECTING",
  CONNECTED: "state.CONNECTED",
  FAILING: "state.FAILING",
  DISCONNECTED: "state.DISCONNECTED",
  OFF: "state.OFF",
  REMOVED: "state.REMOVED",
} as const satisfies Record<Known<ConnectionState>, MessageId>;

const providers = {
  GOOGLE: { name: "provider.GOOGLE", end: "provider.end.GOOGLE", letter: "G" },
  MICROSOFT: { name: "provider.MICROSOFT", end: "provider.end.MICROSOFT", letter: "M" },
  IMAP: { name: "provider.IMAP", end: "provider.end.IMAP", letter: "I" },
} as const satisfies Record<Known<Provider>, { name: MessageId; end: MessageId; letter: string }>;

const reasons = {
  ACCESS_REVOKED: "reason.ACCESS_REVOKED",
  PASSWORD_CHANGED: "reason.PASSWORD_CHANGED",
  SESSION_EXPIRED: "reason.SESSION_EXPIRED",
  CONSENT_REQUIRED: "reason.CONSENT_REQUIRED",
  SCOPE_MISSING: "reason.SCOPE_MISSING",
  MFA_REQUIRED: "reason.MFA_REQUIRED",
  POLICY_BLOCKED: "reason.POLICY_BLOCKED",
  ACCOUNT_DISABLED: "reason.ACCOUNT_DISABLED",
  MAILBOX_NOT_FOUND: "reason.MAILBOX_NOT_FOUND",
  PROTOCOL_DISABLED: "reason.PROTOCOL_DISABLED",
  BAD_CREDENTIALS: "reason.BAD_CREDENTIALS",
  TLS_INVALID: "reason.TLS_INVALID",
  PROVIDER_MIGRATED: "reason.PROVIDER_MIGRATED",
  UNREACHABLE: "reason.UNREACHABLE",
  CREDENTIALS_UNREADABLE: "reason.CREDENTIALS_UNREADABLE",
} as const satisfies Record<Known<DisconnectReason>, MessageId>;

const roles = {
  SUPER_ADMIN: "role.SUPER_ADMIN",
  ADMIN: "role.ADMIN",
  MEMBER: "role.MEMBER",
} as const satisfies Record<Known<Role>, MessageId>;

/** Looks up what a later server may have extended: null for a value that this page does not know. */
function find<Value>(table: Record<string, Value>, key: string): Value | null {
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}

export function stateWord(t: Translate, state: ConnectionState): string {
  const id = find<MessageId>(states, state);
  return id === null ? state : t(id);
}

export function providerName(t: Translate, provider: Provider): string {
  const known = find<{ name: MessageId }>(providers, provider);
  return known === null ? provider : t(known.name);
}

/** The provider within a sentence: of a mail server its own name, for nobody signs in "at IMAP". */
export function placeName(t: Translate, { provider, mailHost }: { provider: Provider; mailHost: string | null }): string {
  return provider === "IMAP" && mailHost !== null ? mailHost : providerName(t, provider);
}

/** "Google's end". */
export function providerEndName(t: Translate, provider: Provider): string {
  const known = find<{ end: MessageId }>(providers, provider);
  return known === null ? provider : t(known.end);
}

export function providerLetter(provider: Provider): string {
  return find<{ letter: string }>(providers, provider)?.letter ?? provider.slice(0, 1);
}

export function reasonSentence(t: Translate, reason: string): string {
  return t(find<MessageId>(reasons, reason) ?? "reason.unknown");
}

export function roleName(t: Translate, role: Role): string {
  const id = find<MessageId>(roles, role);
  return id === null ? role : t(id);
}

const endsStates = {
  CONNECTING: "connecting",
  CONNECTED: "connected",
  FAILING: "failing",
  DISCONNECTED: "disconnected",
  OFF: "off",
} as const satisfies Record<Exclude<Known<ConnectionState>, "REMOVED">, EndsState>;

/** Which line to draw: a removed inbox is sealed only once its provider's end is closed and that was seen. */
export function toEndsState(state: ConnectionState, access: ProviderAccess): EndsState {
  if (state === "REMOVED") return access === "REVOKED" || access === "NONE" ? "removed-closed" : "removed-open";
  return find<EndsState>(endsStates, state) ?? "off";
}
