import { guideFor, isFinal, verifyUntil, type AccountKind, type Durations, type Locale, type Provider } from "@relink/domain";
import { findProvider, type SignInProviders } from "../connect/connect-needs.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { KeptGrant } from "../inbox/inbox-row.ts";
import { providerEndOf } from "../inbox/receipt.ts";
import { toGlobalId } from "../platform/global-id.ts";
import type { DisconnectReceiptType, GrantType, ProviderGuideType } from "./grant.type.ts";

/** What presenting needs to know of this installation. */
export interface PresentNeeds {
  readonly publicUrl: string;
  readonly durations: Durations;
  readonly providers: SignInProviders;
}

export function presentGrant(needs: PresentNeeds, held: Pick<HeldInbox, "inbox">, kept: KeptGrant): GrantType {
  const until = verifyUntil(kept, needs.durations.sealed);
  return {
    __typename: "Grant",
    id: toGlobalId("grant", kept.id),
    provider: kept.provider,
    signedInAs: kept.signedInAs,
    providerAccess: kept.end.access,
    startedAt: new Date(kept.startedAt),
    endedAt: kept.endedAt === null ? null : new Date(kept.endedAt),
    verifyUntil: until === null ? null : new Date(until),
    receipt: presentReceipt(needs, held, kept),
    kept,
    held,
  };
}

export function presentReceipt(needs: Pick<PresentNeeds, "publicUrl">, { inbox }: Pick<HeldInbox, "inbox">, kept: KeptGrant): DisconnectReceiptType | null {
  if (kept.endedAt === null || !kept.receiptId || !kept.receiptSignature) return null;
  const id = toGlobalId("receipt", kept.receiptId);
  const destroyed = kept.evidence.find((shown) => shown.kind === "CREDENTIALS_DESTROYED");
  return {
    __typename: "DisconnectReceipt",
    id,
    inboxId: toGlobalId("inbox", inbox.id),
    grantId: toGlobalId("grant", kept.id),
    address: inbox.address,
    provider: kept.provider,
    revision: kept.revision,
    final: providerEndOf(kept) === "NONE" || isFinal(kept),
    ourEndClosedAt: new Date(kept.endedAt),
    credentialsDestroyedAt: destroyed ? new Date(destroyed.at) : null,
    providerEnd: providerEndOf(kept),
    providerEndClosedAt: kept.end.access === "REVOKED" ? new Date(kept.end.at) : null,
    evidence: kept.evidence.map((shown) => ({ ...shown, at: new Date(shown.at) })),
    jsonUrl: `${needs.publicUrl}/receipts/${id}.json`,
    signature: kept.receiptSignature,
  };
}

const usualKinds: Readonly<Record<Provider, AccountKind>> = { GOOGLE: "GOOGLE", MICROSOFT: "MICROSOFT_WORK", IMAP: "IMAP" };

/** The guide of a grant's account; of the provider's usual kind where nothing was granted yet. */
export function presentGuide(needs: Pick<PresentNeeds, "providers">, provider: Provider, address: string, grant: KeptGrant | null, locale: Locale): ProviderGuideType {
  const of = grant?.provider ?? provider;
  const settings = of === "IMAP" ? null : findProvider(needs.providers, of);
  const subject = { appName: settings?.appName ?? "Relink", account: grant?.signedInAs ?? address, ...(settings?.accountUrl ? { url: settings.accountUrl } : {}) };
  return { provider: of, ...guideFor(grant?.accountKind ?? usualKinds[of], locale, subject) };
}
