import {
  guideFor,
  isFinal,
  itGuideFor,
  verifyUntil,
  type AccountKind,
  type Durations,
  type Inbox,
  type Locale,
  type Provider,
} from "@relink/domain";
import type { SignInProviders } from "../connect/connect-needs.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import { providerEndOf } from "../inbox/receipt.ts";
import { toGlobalId } from "../platform/global-id.ts";
import type { DisconnectReceiptType, GrantType, ProviderGuideType } from "./grant.type.ts";

/** What presenting needs to know of this installation. */
export interface PresentNeeds {
  readonly publicUrl: string;
  readonly durations: Durations;
  readonly providers: Pick<SignInProviders, "findName" | "at">;
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
export async function presentGuide(
  needs: Pick<PresentNeeds, "providers">,
  { workspaceId, provider, address }: Pick<Inbox, "workspaceId" | "provider" | "address">,
  grant: KeptGrant | null,
  locale: Locale,
): Promise<ProviderGuideType> {
  const of = { workspaceId, provider: grant?.provider ?? provider, clientId: grant?.clientId };
  return guideOf(needs, of, grant?.accountKind ?? usualKinds[of.provider], grant?.signedInAs ?? address, locale);
}

/** The guide for an account of this kind, null where its address is not known; `of`: by which application it granted something. */
export async function guideOf(
  needs: Pick<PresentNeeds, "providers">,
  of: GrantedBy,
  kind: AccountKind,
  account: string | null,
  locale: Locale,
): Promise<ProviderGuideType> {
  return { provider: of.provider, ...guideFor(kind, locale, await subjectOf(needs, of, account)) };
}

/** By which application, of whose workspace; `clientId` undefined: the one with which they would sign in now. */
interface GrantedBy {
  readonly workspaceId: string;
  readonly provider: Provider;
  readonly clientId: string | null | undefined;
}

/** The same for IT, who do what the person can't. */
export async function presentItGuide(
  needs: Pick<PresentNeeds, "providers">,
  grant: KeptGrant,
  address: string,
  locale: Locale,
): Promise<ProviderGuideType> {
  const account = grant.signedInAs ?? address;
  const subject = { ...(await subjectOf(needs, grant, account)), account };
  return { provider: grant.provider, ...itGuideFor(grant.accountKind, locale, subject) };
}

/** The application as people see it there: that by which the grant came, whatever the workspace signs in with now. */
async function subjectOf(
  { providers }: Pick<PresentNeeds, "providers">,
  { workspaceId, provider, clientId }: GrantedBy,
  account: string | null,
) {
  if (provider === "IMAP") return { appName: "Relink", account };
  const { accountUrl } = providers.at(provider);
  const appName = await providers.findName({ workspaceId, provider, clientId });
  return { appName, account, ...(accountUrl ? { url: accountUrl } : {}) };
}
