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
  /** Between two logins to an inbox's sending server, while its checks pass. */
  sendingInterval: 6 * hour,
  /** The same where nothing was learnt; a password that was refused there is not tried again sooner, whoever asks. */
  sendingAgain: hour,
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
  /** Checks at one named IMAP host begin this far apart on average, over all workers. */
  hostSlot: 100,
  /** The same at a provider's own hosts. */
  providerHostSlot: 1,
  /** A host at which check after check failed is left alone this long, doubling up to `hostRestMost`. */
  hostRest: 5 * second,
  hostRestMost: 30 * second,
  /** A check that takes longer is given up; its result does not count. */
  checkLimit: minute,
  /** A claimed check is nobody else's for this long; longer than `checkLimit`, by more than clocks differ. */
  checkLease: 2 * minute,
  /** A refresh token that nobody uses lapses at Google after six months. */
  idleGoogle: 180 * day,
  /** The same at Microsoft. */
  idleMicrosoft: 90 * day,
  /** Access that will lapse is told this long before, and again `lapseLast` before. */
  lapseFirst: 7 * day,
  lapseLast: day,
  /** Between two looks at a domain's MX records. */
  mxInterval: 6 * hour,
  /** For this long, at least, MX records must have named a new provider. */
  mxProof: 48 * hour,
  /** Between two looks no more than this counts as seen: a clock may jump, and a process may sleep. */
  mxGapMost: day,
  /** What one look found is believed for this long, for other workspaces and at other refusals. */
  mxKept: 15 * second,
  /** Mail that came within this long before a move shows that a mailbox is in use. */
  mailWeek: 7 * day,
  /** After a dismissed migration, inboxes that do not answer are tried again for this long. */
  dismissedRetry: day,
  /** An open incident at a host that has not looked like one for this long ends, whatever still fails there. */
  incidentLingers: hour,
  /** A link without sign-in (reconnect, IT request) can be used for this long. */
  link: 7 * day,
  /** The log keeps an event for at least this long; a month goes when all of it is older. */
  logKept: 400 * day,
  /** Checks are kept for at least this long; a week goes when all of it is older. */
  checksKept: 30 * day,
  /** One second of the window in which a person's mails are gathered. */
  digestSecond: second,
  /** Who was told of a disconnection is reminded after these, while it lasts. */
  firstReminder: day,
  secondReminder: 3 * day,
  thirdReminder: 7 * day,
  /** The waits after the tries of a webhook that failed: ten tries in some 75 hours (Standard Webhooks). */
  webhookRetry1: 5 * second,
  webhookRetry2: 5 * minute,
  webhookRetry3: 30 * minute,
  webhookRetry4: 2 * hour,
  webhookRetry5: 5 * hour,
  webhookRetry6: 10 * hour,
  webhookRetry7: 14 * hour,
  webhookRetry8: 20 * hour,
  webhookRetry9: day,
  /** What an endpoint asks for by Retry-After is granted up to this. */
  webhookRetryAfterMost: day,
  /** An endpoint that can't be reached, or takes no more now, is left alone for at least this long, and at most `webhookRestMost`. */
  webhookRest: 5 * second,
  webhookRestMost: 5 * minute,
  /** An endpoint to which nothing got through for this long is disabled. */
  webhookDisableAfter: 5 * day,
  /** A rotated secret signs beside the new one for this long. */
  webhookSecretOverlap: day,
  /** A webhook's delivery can be looked at, and sent again, for this long. */
  webhooksKept: 30 * day,
  /** Between two rounds that drop and forget what is kept no longer. */
  upkeep: hour,
} as const;

/** Durations in milliseconds; a copy of `durations`, divided by the time scale. */
export type Durations = { readonly [Name in keyof typeof durations]: number };

/** The waits between tries after an uncoded NO, so that no account gets locked: after the 1st, 2nd, 3rd and 4th. */
export const uncodedRetryHours = [1, 4, 12, 24] as const;

/**
 * @param scale - at least 1; every wait is divided by it (only ever above 1 in demos and tests).
 * @param changed - the waits that this installation sets otherwise, milliseconds.
 */
export function scaledDurations(scale: number, changed: Partial<Durations> = {}): Durations {
  const all = Object.entries({ ...durations, ...changed });
  return Object.fromEntries(all.map(([name, value]) => [name, Math.max(1, Math.round(value / scale))])) as Durations;
}
