import { addressKey, disconnectionOf, type Disconnection } from "@relink/domain";
import type { AttemptRow } from "./attempt.ts";
import type { ConnectNeeds } from "./connect-needs.ts";

/** What an earlier try with the same address told about consent there. */
export type EarlierTry = Pick<AttemptRow, "failure" | "provider_code">;

/** "Needs an administrator's approval", in its kinds: the person's own consent is not to be had. */
const adminCodes: ReadonlySet<string | null> = new Set(["AADSTS90094", "AADSTS90095", "AADSTS90008"]);

/**
 * Whether a sign-in at Microsoft asks for consent even where it was given before (`prompt=consent`; providers.md 5): only
 * where it was found missing, or to cover too little. Microsoft asks by itself for a first one, and whoever belongs to an
 * organisation where only administrators consent is turned back when asked, also once an administrator has consented.
 */
export function asksConsent(before: EarlierTry | null, disconnection: Pick<Disconnection, "reason" | "providerCode"> | null): boolean {
  if (before?.failure === "ADMIN_CONSENT_REQUIRED") return false;
  if (before?.failure === "SCOPE_MISSING" || before?.provider_code === "AADSTS65001") return true;
  if (disconnection?.reason === "CONSENT_REQUIRED") return !adminCodes.has(disconnection.providerCode);
  return disconnection?.reason === "SCOPE_MISSING";
}

/** The same for an attempt that is about to set out. */
export async function needsConsent(needs: Pick<ConnectNeeds, "attempts" | "inboxes">, attempt: AttemptRow): Promise<boolean> {
  const { workspace_id: workspaceId, provider, client_id: clientId } = attempt;
  const before = await needs.attempts.findTelling({ workspaceId, provider, clientId, addressKey: addressKey(attempt.expected_address) });
  const held = await needs.inboxes.find(workspaceId, attempt.inbox_id);
  const own = held?.inbox.provider === provider ? disconnectionOf(held.inbox.ourEnd) : null;
  return asksConsent(before, own);
}
