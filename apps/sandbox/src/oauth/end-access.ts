import type { Account } from "../accounts/account.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import type { Consents, EndedHow } from "./consent.store.ts";
import type { SignInHost } from "./sign-in-host.ts";

/** Ends all that the application may do with an account, and writes it down. Gives the ids of the ended grants. */
export async function endAccess(
  { consents, facts }: { readonly consents: Consents; readonly facts: Facts },
  host: SignInHost,
  account: Account,
  clientId: string,
  how: EndedHow,
): Promise<string[]> {
  const grants = await consents.end({ host, subject: account.subject, clientId }, how);
  await facts.add({ kind: "access-removed", provider: host, account: account.address, detail: { grants, how } });
  return grants;
}
