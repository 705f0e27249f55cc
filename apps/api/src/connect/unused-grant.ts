import type { Locale } from "@relink/domain";
import type { ProviderAccountStore } from "../grant/provider-account.store.ts";
import type { ProviderGuideType } from "../grant/grant.type.ts";
import { guideOf, type PresentNeeds } from "../grant/present-grant.ts";
import type { AttemptRow } from "./attempt.ts";

export interface UnusedGrantNeeds {
  readonly present: Pick<PresentNeeds, "providers">;
  readonly accounts: Pick<ProviderAccountStore, "countLive">;
}

/**
 * How the account's holder ends what a sign-in left granted although it did not come to a good end. Null where nothing was
 * granted, where Relink ends it itself (Google), and where a live inbox uses the account: its access would end too. Where
 * nobody can tell whose account it was, Relink can't end it anywhere, and the guide is all there is.
 */
export async function presentUnusedGuide(needs: UnusedGrantNeeds, attempt: AttemptRow, locale: Locale): Promise<ProviderGuideType | null> {
  const { granted_kind: kind, granted_key: key, provider } = attempt;
  if (kind === null || attempt.state === "PENDING" || attempt.state === "SUCCEEDED") return null;
  if (key !== null && (provider === "GOOGLE" || (await needs.accounts.countLive(key)) > 0)) return null;
  const of = { workspaceId: attempt.workspace_id, provider, clientId: attempt.client_id };
  return guideOf(needs.present, of, kind, attempt.actual_address, locale);
}
