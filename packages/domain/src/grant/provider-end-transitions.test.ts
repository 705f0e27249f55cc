import { describe, expect, it } from "vitest";
import { at, grantIn, grantOccurrences, grantStates, hour } from "../../test/samples.ts";
import type { ProviderAccess } from "./grant.ts";
import { stepGrant } from "./provider-end.ts";
import {
  canGrant,
  grantOccurrenceTypes,
  providerEndTransitions,
  type GrantOccurrence,
  type GrantOccurrenceType,
} from "./provider-end-transitions.ts";

const microsoft = { provider: "MICROSOFT", accountKind: "MICROSOFT_WORK" } as const;
const imap = { provider: "IMAP", accountKind: "IMAP" } as const;
const { end } = grantOccurrences;

/** The table written a second time, by hand, from product.md's "The provider's end". */
const expected: Record<ProviderAccess, Partial<Record<GrantOccurrenceType, string>>> = {
  NONE: {},
  GRANTED: { end: "REVOKING AWAITING_PERSON STILL_USED", reportedByProvider: "REVOKED" },
  REVOKING: {
    revocationAsked: "REVOKING",
    revocationAccepted: "REVOKING AWAITING_PERSON",
    revocationFailed: "REVOKING AWAITING_PERSON",
    refused: "REVOKED",
    stillAccepted: "REVOKING",
    inconclusive: "REVOKING",
    reportedByProvider: "REVOKED",
    accountInUse: "STILL_USED",
    accountRevoked: "REVOKED",
    sealRanOut: "AWAITING_PERSON",
  },
  AWAITING_PERSON: {
    revocationAsked: "REVOKING",
    revocationAccepted: "REVOKING AWAITING_PERSON",
    revocationFailed: "AWAITING_PERSON",
    refused: "REVOKED",
    stillAccepted: "AWAITING_PERSON",
    inconclusive: "AWAITING_PERSON",
    attested: "ATTESTED",
    consentTold: "AWAITING_PERSON",
    reportedByProvider: "REVOKED",
    accountInUse: "STILL_USED",
    accountRevoked: "REVOKED",
    sealRanOut: "AWAITING_PERSON",
  },
  ATTESTED: {
    refused: "REVOKED",
    stillAccepted: "AWAITING_PERSON",
    inconclusive: "ATTESTED",
    reportedByProvider: "REVOKED",
    accountInUse: "STILL_USED",
    accountRevoked: "REVOKED",
    sealRanOut: "ATTESTED",
  },
  REVOKED: { end: "REVOKED", sealRanOut: "REVOKED" },
  STILL_USED: { reportedByProvider: "REVOKED", accountRevoked: "REVOKED" },
};

describe.each(grantStates)("the provider's end in %s", (access) => {
  it.each(grantOccurrenceTypes)("%s leads where the table says, or is refused and changes nothing", (type) => {
    const allowed = expected[access][type]?.split(" ") ?? null;
    const cells: Partial<Record<string, readonly string[]>> = providerEndTransitions[access];
    expect(cells[type] ?? null).toEqual(allowed);
    const reached = new Set<string>();
    const ways: GrantOccurrence[] =
      type === "end" ? [end, { ...end, accountInUse: true }, { ...end, destroyNow: true }] : [grantOccurrences[type]];
    for (const kind of [{}, microsoft, imap]) {
      for (const credentials of access === "REVOKING" || access === "AWAITING_PERSON" ? (["SEALED", "ONE_TRY"] as const) : [undefined]) {
        const grant = grantIn(access, credentials ? { ...kind, credentials } : kind);
        const before = structuredClone(grant);
        expect(canGrant(grant, type)).toBe(allowed !== null);
        for (const occurrence of ways) {
          const result = stepGrant(grant, occurrence, "REMOVED", at(hour));
          expect(grant).toEqual(before);
          if (result.ok) reached.add(result.next.end.access);
          else expect(result.refusal).toEqual({ code: "TRANSITION_NOT_ALLOWED", state: "REMOVED" });
        }
      }
    }
    expect([...reached].toSorted()).toEqual([...(allowed ?? [])].toSorted());
  });
});
