import type { AccountKind, EmailAddress, Grant, GrantApplication, GrantId, Inbox, Moment } from "@relink/domain";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { VerbNeeds } from "../inbox/perform.ts";
import type { ProviderAccountStore } from "../grant/provider-account.store.ts";
import type { Mailboxes } from "../mail/mailbox.ts";
import type { SignInProvider } from "../mail/sign-in-provider.ts";
import type { CredentialNeeds } from "../grant/credentials.ts";
import type { Vault } from "../mail/vault.ts";
import type { IncidentWatch } from "../monitor/incident-watch.ts";
import type { Transactions } from "../platform/transaction.ts";
import type { AttemptRow } from "./attempt.ts";
import type { AttemptStore } from "./attempt.store.ts";
import type { AttemptTokens } from "./attempt-token.ts";

export type OAuthProvider = SignInProvider["provider"];

/** By which application a grant came, or a sign-in began. */
export interface CameBy {
  readonly workspaceId: string;
  readonly provider: OAuthProvider;
  /** Null: from before this was written down, and so by the application that the installation began with. */
  readonly clientId: string | null;
}

/** An application's way to its provider; else why there is none, which is no inbox's fault. */
export type FoundProvider =
  | { readonly ok: true; readonly provider: SignInProvider }
  | {
      readonly ok: false;
      readonly code:
        | "provider_not_configured"
        | "application_unknown"
        | "application_secret_destroyed"
        | "application_secret_unreadable"
        | "key_missing";
    };

/** The applications at the providers: the installation's, and those that workspaces brought. */
export interface SignInProviders {
  /** The client id of the application with which a workspace's people sign in: its own, else the installation's. Null: none. */
  findClientId(workspaceId: string, provider: OAuthProvider): Promise<string | null>;
  /** What came by an application is refreshed, ended and verified by that application, and by no other. */
  open(came: CameBy): Promise<FoundProvider>;
  /** The application by which something came, and whether a workspace brought it. */
  applicationOf(came: CameBy): GrantApplication;
  /** How people see that application at the provider. `clientId` undefined: the one with which they would sign in now. */
  findName(came: Omit<CameBy, "clientId"> & { readonly clientId: string | null | undefined }): Promise<string>;
  /** What is the same for all applications there. */
  at(provider: OAuthProvider): ProviderFacts;
}

/** What a provider is, whichever application asks. */
export type ProviderFacts = Pick<SignInProvider, "imap" | "smtp" | "personalSmtp" | "accountUrl" | "permissions">;

/** What connecting and reconnecting need. */
export interface ConnectNeeds extends VerbNeeds {
  readonly attempts: AttemptStore;
  readonly accounts: ProviderAccountStore;
  readonly transactions: Transactions;
  readonly providers: SignInProviders;
  readonly mailboxes: Mailboxes;
  readonly incidents: IncidentWatch;
  readonly vault: Vault;
  readonly refreshes: CredentialNeeds["refreshes"];
  readonly tokens: AttemptTokens;
  /** Derives the keyed hash of an account, as one application meets it. */
  readonly toAccountKey: ToAccountKey;
  /** Origin of this installation. */
  readonly publicUrl: string;
}

/** `clientId`: null at IMAP servers. */
export type ToAccountKey = (provider: Inbox["provider"], accountId: string, clientId: string | null) => string;

/** Of a grant that came by signing in; null at IMAP servers. */
export function cameBy({ workspaceId, provider, clientId }: Pick<KeptGrant, "workspaceId" | "provider" | "clientId">): CameBy | null {
  return provider === "IMAP" ? null : { workspaceId, provider, clientId };
}

/** Of a sign-in on its way. */
export function begunBy(attempt: Pick<AttemptRow, "workspace_id" | "provider" | "client_id">): CameBy {
  return { workspaceId: attempt.workspace_id, provider: attempt.provider, clientId: attempt.client_id };
}

export interface NewGrant {
  readonly id: GrantId;
  readonly provider: Inbox["provider"];
  readonly clientId: string | null;
  readonly accountKind: AccountKind;
  readonly accountKey: string;
  readonly signedInAs: EmailAddress | null;
}

/** A fresh grant, in use from now on. */
export function newGrant(inbox: Pick<Inbox, "workspaceId" | "id">, of: NewGrant, { now }: Moment): KeptGrant {
  const { clientId, ...rest } = of;
  const grant: Grant = {
    ...rest,
    workspaceId: inbox.workspaceId,
    inboxId: inbox.id,
    end: { access: "GRANTED" },
    credentials: "IN_USE",
    startedAt: now,
    endedAt: null,
    evidence: [],
    revision: 0,
  };
  return { ...grant, clientId, endedBy: null, receiptId: null, receiptBody: null, receiptSignature: null };
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
