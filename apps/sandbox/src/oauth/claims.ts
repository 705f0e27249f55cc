import { createHmac } from "node:crypto";
import type { Account } from "../accounts/account.store.ts";
import { consumerTenant } from "../accounts/demo-accounts.ts";
import type { Application } from "./application.store.ts";

type Claims = { sub: string; [claim: string]: string | boolean };

/** What an ID token says about an account; `sub` may still be made pairwise. */
export function toClaims(account: Account): Claims {
  const { subject, address, name } = account;
  if (account.provider !== "microsoft") {
    return { sub: subject, email: address, email_verified: true, hd: address.split("@")[1] ?? "", name };
  }
  const tenant = account.tenant ?? consumerTenant;
  return { sub: subject, tid: tenant, oid: subject, email: address, preferred_username: address, name };
}

/** Microsoft's `sub` is made for one application: another application sees another. */
export function toPairwiseSub(application: Application, subject: string): string {
  return createHmac("sha256", application.pairwiseSalt).update(subject).digest("base64url");
}

/** A free Outlook.com account, told apart by its tenant. */
export function isPersonal(account: Account | null): boolean {
  return account?.tenant === consumerTenant;
}
