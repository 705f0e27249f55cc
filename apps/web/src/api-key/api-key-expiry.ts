export const expiries = ["30", "90", "365", "never"] as const;
export type Expiry = (typeof expiries)[number];

const dayMs = 86_400_000;

/** When a key that is made now ends, as the API takes it; null: not before it is revoked. */
export function toExpiresAt(expiry: Expiry, now: number): string | null {
  return expiry === "never" ? null : new Date(now + Number(expiry) * dayMs).toISOString();
}

/** expiresAt: ISO 8601. */
export function hasExpired(expiresAt: string | null, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}
