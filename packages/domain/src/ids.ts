declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** UUIDv7 of a workspace, one company's account. */
export type WorkspaceId = Branded<"WorkspaceId">;
/** UUIDv7 of a member: a person in one workspace. */
export type MemberId = Branded<"MemberId">;
/** UUIDv7 of an inbox, which it keeps for life. */
export type InboxId = Branded<"InboxId">;
/** UUIDv7 of a shared inbox. */
export type SharedInboxId = Branded<"SharedInboxId">;
/** UUIDv7 of a grant: one sign-in's permission at a provider. */
export type GrantId = Branded<"GrantId">;
/** An address as a person wrote it, judged once by `parseEmailAddress`. */
export type EmailAddress = Branded<"EmailAddress">;

// Pragmatic (HTML's own rule, and RFC 5321's length limits): what it lets through, a provider judges.
const addressPattern =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

/** @returns the address without surrounding blanks, or null where it is none (RFC 5321, at most 254 characters). */
export function parseEmailAddress(text: string): EmailAddress | null {
  const address = text.trim();
  return address.length <= 254 && addressPattern.test(address) ? (address as EmailAddress) : null;
}

/** What two addresses are compared by: letter case aside. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}

/** @returns the domain of an address, lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
