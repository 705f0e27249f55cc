const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Every wait of the product, in milliseconds, as product.md names it. `RELINK_TIME_SCALE` divides them all. */
export const durations = {
  /** A sign-in at a provider that is not completed by then is abandoned. */
  attempt: 15 * minute,
  /** The second look before a refusal disconnects (OAuth providers). */
  secondLook: 30 * second,
  /** The same at IMAP servers. */
  secondLookImap: 60 * second,
  /** Failing this long without one passing check disconnects: UNREACHABLE. */
  unreachableAfter: 24 * hour,
  /** Between two looks at an inbox that answers. */
  checkInterval: 10 * minute,
  /** A check forces a token refresh at least this often: a cached token hides a removal. */
  forceRefresh: 30 * minute,
  /** A disconnected inbox whose trouble may pass by itself is looked at this often. */
  secondChance: hour,
  /** For how long sealed credentials may wait to be refused, then they are destroyed. */
  sealed: 7 * day,
  /** Between two tries of sealed credentials at Microsoft. */
  verifyMicrosoft: 6 * hour,
  /** After a person's word, this long until it counts as not true. */
  attestedRecheck: hour,
  /** The first wait after a revocation that did not get through; doubles up to `revokeRetryMost`. */
  revokeRetryFirst: 5 * second,
  revokeRetryMost: hour,
  /** A removed inbox can be reconnected, and an abandoned one is kept, for this long. */
  removedFinal: 30 * day,
  /** The grant of a failed sign-in stays sealed until it is ended, at most this long. */
  unusedGrant: day,
  /** A personal inbox that stays disconnected for this long is told to the SUPER_ADMINs. */
  escalate: day,
  /** Provider access still open this long after removal is told to who removed it. */
  providerEndReminder: 3 * day,
  /** A token that is handed to a consumer lasts at least this long. */
  issuedLasts: 5 * minute,
  /** A consumer that was handed a token counts as one that uses the inbox for this long. */
  tokenRemembered: 7 * day,
  /** After a provider's report that tokens are revoked, this long until it counts as not true. */
  reportHolds: 5 * minute,
  /** One idempotency key answers the same for this long. */
  idempotency: day,
  /** What was found out about a domain's mail servers is believed for this long. */
  discoveryKept: 10 * minute,
  /** The same where nothing was found, or something asked did not answer. */
  discoveryMissKept: minute,
  /** A link without sign-in (reconnect, IT request) can be used for this long. */
  link: 7 * day,
} as const;

/** Durations in milliseconds; a copy of `durations`, divided by the time scale. */
export type Durations = { readonly [Name in keyof typeof durations]: number };

/** The waits between tries after an uncoded NO, so that no account gets locked: after the 1st, 2nd, 3rd and 4th. */
export const uncodedRetryHours = [1, 4, 12, 24] as const;

/** @param scale - at least 1; every wait is divided by it (only ever above 1 in demos and tests). */
export function scaledDurations(scale: number): Durations {
  return Object.fromEntries(Object.entries(durations).map(([name, value]) => [name, Math.max(1, Math.round(value / scale))])) as Durations;
}
