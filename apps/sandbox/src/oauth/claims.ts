import { createHmac } from "node:crypto";
import type { Account } from "../accounts/account.store.ts";
import { consumerTenant } from "../accounts/demo-accounts.ts";
import type { Application } from "./application.store.ts";

type Claims = { sub: string; [claim: string]: string | boolean };

/** What an ID token says about an account. Microsoft's `sub` is made for one application: another sees another. */
export function toClaims(account: Account, application: Application): Claims {
  if (account.provider !== "microsoft") {
    const hosted = account.address.split("@")[1] ?? "";
    return { sub: account.subject, email: account.address, email_verified: true, hd: hosted, name: account.name };
  }
  const pairwise = createHmac("sha256", application.pairwiseSalt).update(account.subject).digest("base64url");
  return {
    sub: pairwise,
    tid: account.tenant ?? consumerTenant,
    oid: account.subject,
    email: account.address,
    preferred_username: account.address,
    name: account.name,
  };
}

/** A free Outlook.com account, told apart by its tenant. */
export function isPersonal(account: Account | null): boolean {
  return account?.tenant === consumerTenant;
}
