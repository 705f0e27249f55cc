import type {
  AccountKind,
  Credentials,
  EmailAddress,
  Evidence,
  Grant,
  GrantId,
  InboxId,
  Provider,
  ProviderAccess,
  ProviderEnd,
  WorkspaceId,
} from "@relink/domain";
import { type Time, toMs } from "./inbox-row.ts";

/** A row of table `inbox_grant`, with its receipt beside it. */
export interface GrantRow {
  workspace_id: string;
  id: string;
  inbox_id: string;
  provider: Provider;
  account_kind: AccountKind;
  account_key: string;
  signed_in_as: string | null;
  access: Exclude<ProviderAccess, "NONE">;
  access_changed_at: Time;
  revocation_asked: boolean;
  tries: number;
  credentials: Credentials;
  started_at: Time;
  ended_at: Time | null;
  ended_by: string | null;
  evidence: readonly { at: string; kind: Evidence["kind"]; providerCode: string | null; actorName: string | null }[];
  revision: number;
  receipt_id: string | null;
  receipt_body: string | null;
  receipt_signature: string | null;
  client_id: string | null;
}

/** A grant as it is kept: the domain's, and what only storage knows. */
export interface KeptGrant extends Grant {
  /** The application at the provider by which it came; null at IMAP servers, and where it came before that was written down. */
  readonly clientId: string | null;
  readonly endedBy: string | null;
  readonly receiptId: string | null;
  readonly receiptBody: string | null;
  readonly receiptSignature: string | null;
}

export function toGrant(row: GrantRow): KeptGrant {
  return {
    workspaceId: row.workspace_id as WorkspaceId,
    id: row.id as GrantId,
    inboxId: row.inbox_id as InboxId,
    provider: row.provider,
    accountKind: row.account_kind,
    accountKey: row.account_key,
    signedInAs: row.signed_in_as as EmailAddress | null,
    end: toProviderEnd(row),
    credentials: row.credentials,
    startedAt: toMs(row.started_at),
    endedAt: toMs(row.ended_at),
    evidence: row.evidence.map((shown) => ({ ...shown, at: Date.parse(shown.at) })),
    revision: row.revision,
    clientId: row.client_id,
    endedBy: row.ended_by,
    receiptId: row.receipt_id,
    receiptBody: row.receipt_body,
    receiptSignature: row.receipt_signature,
  };
}

function toProviderEnd(row: GrantRow): ProviderEnd {
  const at = toMs(row.access_changed_at);
  switch (row.access) {
    case "REVOKING":
      return { access: "REVOKING", asked: row.revocation_asked, tries: row.tries };
    case "ATTESTED":
    case "REVOKED":
    case "STILL_USED":
      return { access: row.access, at };
    default:
      return { access: row.access };
  }
}
