import { guideFor, isFinal, itGuideFor, verifyUntil, type AccountKind, type Durations, type Locale, type Provider } from "@relink/domain";
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

export function presentReceipt(
  needs: Pick<PresentNeeds, "publicUrl">,
  { inbox }: Pick<HeldInbox, "inbox">,
  kept: KeptGrant,
): DisconnectReceiptType | null {
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
export function presentGuide(
  needs: Pick<PresentNeeds, "providers">,
  provider: Provider,
  address: string,
  grant: KeptGrant | null,
  locale: Locale,
): ProviderGuideType {
  const of = grant?.provider ?? provider;
  return { provider: of, ...guideFor(grant?.accountKind ?? usualKinds[of], locale, subjectOf(needs, of, grant?.signedInAs ?? address)) };
}

/** The same for IT, who do what the person can't. */
export function presentItGuide(
  needs: Pick<PresentNeeds, "providers">,
  grant: KeptGrant,
  address: string,
  locale: Locale,
): ProviderGuideType {
  return {
    provider: grant.provider,
    ...itGuideFor(grant.accountKind, locale, subjectOf(needs, grant.provider, grant.signedInAs ?? address)),
  };
}

function subjectOf({ providers }: Pick<PresentNeeds, "providers">, provider: Provider, account: string) {
  const settings = provider === "IMAP" ? null : findProvider(providers, provider);
  return { appName: settings?.appName ?? "Relink", account, ...(settings?.accountUrl ? { url: settings.accountUrl } : {}) };
}
