/** Where an INBOX stood (IMAP, RFC 9051 2.3.1.1: 32 bits, as decimal text); null where it was never seen. */
export interface InboxMark {
  readonly uidValidity: string | null;
  readonly uidNext: string | null;
}

/** The UIDs that reached the INBOX meanwhile. */
export interface MailGap {
  readonly uidValidity: string;
  readonly firstUid: string;
  readonly lastUid: string;
}

/** What came while nobody looked: how many UIDs, and which. They count what was moved in or deleted, too. */
export interface Arrived {
  readonly count: number;
  /** Null where nothing came. */
  readonly gap: MailGap | null;
}

/** What came between two looks at the same mailbox; null where the server can't tell (another UIDVALIDITY, or no look before). */
export function arrivedBetween(before: InboxMark, after: InboxMark | null): Arrived | null {
  if (!after || before.uidValidity === null || before.uidNext === null || after.uidNext === null) return null;
  if (before.uidValidity !== after.uidValidity) return null;
  const count = Number(BigInt(after.uidNext) - BigInt(before.uidNext));
  // A UIDNEXT that went back is a server's fault: it says nothing.
  if (count < 0) return null;
  if (count === 0) return { count, gap: null };
  const lastUid = String(BigInt(after.uidNext) - 1n);
  return { count, gap: { uidValidity: before.uidValidity, firstUid: before.uidNext, lastUid } };
}
