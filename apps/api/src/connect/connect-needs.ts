import type { AccountKind, EmailAddress, Grant, GrantId, Inbox, Moment } from "@relink/domain";
import type { KeptGrant } from "../inbox/inbox-row.ts";
import type { VerbNeeds } from "../inbox/perform.ts";
import type { ProviderAccountStore } from "../grant/provider-account.store.ts";
import type { Mailboxes } from "../mail/mailbox.ts";
import type { SignInProvider } from "../mail/sign-in-provider.ts";
import type { CredentialNeeds } from "../grant/credentials.ts";
import type { Vault } from "../mail/vault.ts";
import type { Transactions } from "../platform/transaction.ts";
import type { AttemptStore } from "./attempt.store.ts";
import type { AttemptTokens } from "./attempt-token.ts";

export interface SignInProviders {
  readonly google: SignInProvider | null;
  readonly microsoft: SignInProvider | null;
}

/** What connecting and reconnecting need. */
export interface ConnectNeeds extends VerbNeeds {
  readonly attempts: AttemptStore;
  readonly accounts: ProviderAccountStore;
  readonly transactions: Transactions;
  readonly providers: SignInProviders;
  readonly mailboxes: Mailboxes;
  readonly vault: Vault;
  readonly refreshes: CredentialNeeds["refreshes"];
  readonly tokens: AttemptTokens;
  /** Derives the keyed hash of an account. */
  readonly toAccountKey: (provider: Inbox["provider"], accountId: string) => string;
  /** Origin of this installation. */
  readonly publicUrl: string;
}

export function findProvider(providers: SignInProviders, provider: "GOOGLE" | "MICROSOFT"): SignInProvider | null {
  return provider === "GOOGLE" ? providers.google : providers.microsoft;
}

/** A fresh grant, in use from now on. */
export function newGrant(
  inbox: Pick<Inbox, "workspaceId" | "id">,
  of: { id: GrantId; provider: Inbox["provider"]; accountKind: AccountKind; accountKey: string; signedInAs: EmailAddress | null },
  { now }: Moment,
): KeptGrant {
  const grant: Grant = {
    ...of,
    workspaceId: inbox.workspaceId,
    inboxId: inbox.id,
    end: { access: "GRANTED" },
    credentials: "IN_USE",
    startedAt: now,
    endedAt: null,
    evidence: [],
    revision: 0,
  };
  return { ...grant, endedBy: null, receiptId: null, receiptBody: null, receiptSignature: null };
}

/** What binds a grant's sealed credentials to its row. */
export function bindingOf(grant: { workspaceId: string; inboxId: string; id: string }): {
  workspaceId: string;
  inboxId: string;
  grantId: string;
  field: string;
} {
  return { workspaceId: grant.workspaceId, inboxId: grant.inboxId, grantId: grant.id, field: "credentials" };
}
