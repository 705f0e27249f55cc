import { createHmac } from "node:crypto";
import type { Account } from "../accounts/account.store.ts";
import { consumerTenant, workTenant } from "../accounts/demo-accounts.ts";
import type { Application } from "./application.store.ts";
import type { SignInHost } from "./sign-in-host.ts";

type Claims = { sub: string; [claim: string]: string | boolean };

/** What an ID token says about an account; `sub` may still be made pairwise. */
export function toClaims(host: SignInHost, account: Account): Claims {
  const { subject, address, name } = account;
  if (host === "google") {
    return { sub: subject, email: address, email_verified: true, hd: address.split("@")[1] ?? "", name };
  }
  // A domain that moved here has its accounts in the work tenant.
  const tenant = account.tenant ?? (account.provider === "microsoft" ? consumerTenant : workTenant);
  return { sub: subject, tid: tenant, oid: subject, email: address, preferred_username: address, name };
}

/** Microsoft's `sub` is made for one application: another application sees another. */
export function toPairwiseSub(application: Application, clientId: string, subject: string): string {
  return createHmac("sha256", application.pairwiseSalt).update(`${clientId}\0${subject}`).digest("base64url");
}

/** A free Outlook.com account, told apart by its tenant. */
export function isPersonal(account: Account | null): boolean {
  return account?.tenant === consumerTenant;
}
