import { describe, expect, it } from "vitest";
import { at, day, grantIn, grantOccurrences, hour, minute, second, start, typesOf } from "../../test/samples.ts";
import { isFinal, verifyUntil, type Grant } from "./grant.ts";
import { stepGrant, type GrantStep } from "./provider-end.ts";
import type { GrantOccurrence } from "./provider-end-transitions.ts";

const microsoft = { provider: "MICROSOFT", accountKind: "MICROSOFT_WORK" } as const;
const imap = { provider: "IMAP", accountKind: "IMAP" } as const;
const { end, revocationAccepted, revocationFailed, refused, stillAccepted, inconclusive, attested, sealRanOut } = grantOccurrences;

function after(grant: Grant, later: number, occurrence: GrantOccurrence): GrantStep {
  const result = stepGrant(grant, occurrence, "REMOVED", at(later));
  if (!result.ok) throw new Error(`${grant.end.access} refused ${occurrence.type}`);
  return result;
}

const shownBy = ({ next }: GrantStep) => next.evidence.map(({ kind }) => kind);

describe("who gave the consent at Microsoft 365", () => {
  const { consentTold } = grantOccurrences;
  const waiting = grantIn("AWAITING_PERSON", microsoft);

  it("is what a person says: an administrator's is for IT to end, and the event says so by saying again that it waits", () => {
    const told = after(waiting, hour, consentTold);
    expect([told.next.accountKind, told.next.end, typesOf(told.facts), told.effects]).toEqual([
      "MICROSOFT_WORK_ADMIN",
      waiting.end,
      ["PROVIDER_ACCESS_AWAITING_PERSON"],
      [],
    ]);
    expect([told.next.revision, told.next.evidence, told.next.credentials]).toEqual([
      waiting.revision,
      waiting.evidence,
      waiting.credentials,
    ]);
  });

  it("is taken back, and said twice says nothing", () => {
    const told = after(waiting, hour, consentTold).next;
    expect(after(told, hour, consentTold)).toMatchObject({ next: told, facts: [], effects: [] });
    expect(after(told, hour, { type: "consentTold", byAdministrator: false }).next).toEqual(waiting);
  });

  it("makes no other account an organisation's", () => {
    for (const kind of [imap, { provider: "MICROSOFT", accountKind: "MICROSOFT_PERSONAL" } as const, {}]) {
      const grant = grantIn("AWAITING_PERSON", kind);
      expect(after(grant, hour, consentTold)).toMatchObject({ next: grant, facts: [], effects: [] });
    }
  });
});

describe("a grant that ends", () => {
  it("at Google is revoked at once, sealed for 7 days, and a reminder waits for 3", () => {
    const ended = after(grantIn("GRANTED"), 0, end);
    expect([ended.next.end, ended.next.credentials, ended.next.endedAt]).toEqual([
      { access: "REVOKING", asked: false, tries: 0 },
      "SEALED",
      start,
    ]);
    expect(typesOf(ended.facts)).toEqual(["PROVIDER_ACCESS_REVOKING"]);
    expect(ended.effects).toEqual([
      { type: "revoke", at: start },
      { type: "sealRunsOut", at: start + 7 * day },
      { type: "remind", at: start + 3 * day },
    ]);
    expect(verifyUntil(ended.next, 7 * day)).toBe(start + 7 * day);
  });

  it("at Microsoft waits for a person, and is looked at every 6 h", () => {
    const ended = after(grantIn("GRANTED", microsoft), 0, end);
    expect(typesOf(ended.facts)).toEqual(["PROVIDER_ACCESS_AWAITING_PERSON"]);
    expect(ended.effects).toContainEqual({ type: "verify", at: start + 6 * hour });
    const open = after(ended.next, 6 * hour, stillAccepted);
    expect([open.next.end.access, open.facts, open.effects]).toEqual(["AWAITING_PERSON", [], [{ type: "verify", at: start + 12 * hour }]]);
    expect(after(open.next, 12 * hour, inconclusive).effects).toEqual([{ type: "verify", at: start + 18 * hour }]);
  });

  it("at an IMAP server waits for a person, and is never tried by itself: no account gets locked", () => {
    const ended = after(grantIn("GRANTED", imap), 0, end);
    const said = after(ended.next, hour, attested);
    for (const { effects } of [ended, said, after(said.next, day, stillAccepted)])
      expect(effects.map(({ type }) => type)).not.toContain("verify");
  });

  it("whose account another live inbox uses is STILL_USED: no guide, no reminder, and its credentials are destroyed at once", () => {
    const ended = after(grantIn("GRANTED"), 0, { ...end, accountInUse: true });
    expect([ended.next.end.access, ended.next.credentials, ended.effects]).toEqual(["STILL_USED", "DESTROYED", []]);
    expect(typesOf(ended.facts)).toEqual(["PROVIDER_ACCESS_STILL_USED", "CREDENTIALS_DESTROYED"]);
    expect(isFinal(ended.next)).toBe(false);
    const last = after(ended.next, day, grantOccurrences.accountRevoked);
    expect([last.next.end.access, isFinal(last.next), typesOf(last.facts)]).toEqual(["REVOKED", true, ["PROVIDER_ACCESS_REVOKED"]]);
  });

  it("that closes with its account's last one says what showed it: a revocation at Google alone, a refusal elsewhere", () => {
    const closing = (grant: Grant) =>
      shownBy(after(after(grant, 0, { ...end, accountInUse: true }).next, day, grantOccurrences.accountRevoked)).at(-1);
    expect([{}, microsoft, imap].map((of) => closing(grantIn("GRANTED", of)))).toEqual([
      "REVOCATION_ACCEPTED",
      "REFRESH_REFUSED",
      "LOGIN_REFUSED",
    ]);
  });

  it("with destroyCredentialsNow keeps them for the one try to revoke at Google, and nowhere else", () => {
    const google = after(grantIn("GRANTED"), 0, { ...end, destroyNow: true });
    expect([google.next.end.access, google.next.credentials]).toEqual(["REVOKING", "ONE_TRY"]);
    for (const outcome of [revocationAccepted, revocationFailed]) {
      const tried = after(google.next, second, outcome);
      expect([tried.next.end.access, tried.next.credentials, tried.effects]).toEqual(["AWAITING_PERSON", "DESTROYED", []]);
      expect(typesOf(tried.facts)).toEqual(["PROVIDER_ACCESS_AWAITING_PERSON", "CREDENTIALS_DESTROYED"]);
    }
    for (const kind of [microsoft, imap]) {
      const other = after(grantIn("GRANTED", kind), 0, { ...end, destroyNow: true });
      expect([other.next.end.access, other.next.credentials]).toEqual(["AWAITING_PERSON", "DESTROYED"]);
      expect(other.effects.map(({ type }) => type)).toEqual(["remind"]);
    }
  });
});

describe("revoking", () => {
  it("is not believed: a revocation that was accepted is followed by a look at once", () => {
    const asked = after(grantIn("REVOKING"), second, revocationAccepted);
    expect([asked.next.end, shownBy(asked), asked.facts]).toEqual([
      { access: "REVOKING", asked: true, tries: 0 },
      ["REVOCATION_ACCEPTED"],
      [],
    ]);
    expect(asked.effects).toEqual([{ type: "verify", at: start + second }]);
    expect(shownBy(after(grantIn("REVOKING"), second, { ...revocationAccepted, alreadyGone: true }))).toEqual(["ALREADY_REVOKED"]);
  });

  it("is proved when the sealed credentials are refused; they are destroyed then, and the receipt is final", () => {
    const proved = after(grantIn("REVOKING"), minute, refused);
    expect([proved.next.end, proved.next.credentials, isFinal(proved.next)]).toEqual([
      { access: "REVOKED", at: start + minute },
      "DESTROYED",
      true,
    ]);
    expect(shownBy(proved)).toEqual(["REFRESH_REFUSED", "CREDENTIALS_DESTROYED"]);
    expect(proved.facts).toMatchObject([
      { type: "PROVIDER_ACCESS_REVOKED", providerCode: "invalid_grant" },
      { type: "CREDENTIALS_DESTROYED" },
    ]);
    expect(shownBy(after(grantIn("AWAITING_PERSON", imap), 0, { ...refused, by: "login" }))[0]).toBe("LOGIN_REFUSED");
  });

  it.each([
    [revocationFailed, "revoke"],
    [stillAccepted, "verify"],
    [inconclusive, "verify"],
  ] as const)("after %o is tried again, later and later, at most every hour", (outcome, what) => {
    let grant = grantIn("REVOKING");
    const waits: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      const tried = after(grant, 0, outcome);
      expect(tried.effects).toMatchObject([{ type: what }]);
      waits.push((tried.effects[0]?.at ?? 0) - start);
      grant = tried.next;
    }
    expect(waits.slice(0, 4)).toEqual([5 * second, 10 * second, 20 * second, 40 * second]);
    expect(waits.at(-1)).toBe(hour);
  });

  it("that a person asks for again begins at once, and is told where it had stopped", () => {
    const again = after(grantIn("AWAITING_PERSON"), hour, grantOccurrences.revocationAsked);
    expect([again.next.end, typesOf(again.facts)]).toEqual([{ access: "REVOKING", asked: false, tries: 0 }, ["PROVIDER_ACCESS_REVOKING"]]);
    expect(again.effects).toEqual([{ type: "revoke", at: start + hour }]);
    expect(after(again.next, hour, grantOccurrences.revocationAsked).facts).toEqual([]);
  });

  it("without success in 7 days waits for a person, and the credentials are destroyed", () => {
    const over = after(grantIn("REVOKING"), 7 * day, sealRanOut);
    expect([over.next.end.access, over.next.credentials]).toEqual(["AWAITING_PERSON", "DESTROYED"]);
    expect(typesOf(over.facts)).toEqual(["PROVIDER_ACCESS_AWAITING_PERSON", "CREDENTIALS_DESTROYED"]);
  });
});

describe("a person's word", () => {
  it("is ATTESTED, with whose word it is, and looked at an hour later", () => {
    const said = after(grantIn("AWAITING_PERSON", microsoft), 0, attested);
    expect(said.next.evidence).toMatchObject([{ kind: "ATTESTED_BY_PERSON", actorName: "Ola" }]);
    expect([said.next.end, said.effects]).toEqual([{ access: "ATTESTED", at: start }, [{ type: "verify", at: start + hour }]]);
    expect(isFinal(said.next)).toBe(false);
    expect(shownBy(after(grantIn("AWAITING_PERSON", imap), 0, { ...attested, byIt: true }))).toEqual(["ATTESTED_BY_IT"]);
  });

  it("that is not true makes it AWAITING_PERSON again, and that is told", () => {
    const open = after(grantIn("ATTESTED", microsoft), hour, stillAccepted);
    expect([open.next.end.access, typesOf(open.facts), shownBy(open)]).toEqual([
      "AWAITING_PERSON",
      ["PROVIDER_ACCESS_AWAITING_PERSON"],
      ["STILL_ACCEPTED"],
    ]);
  });

  it("stands when nothing could be proved, and is final once the sealed credentials are destroyed", () => {
    expect(after(grantIn("ATTESTED", microsoft), hour, inconclusive).next.end.access).toBe("ATTESTED");
    const over = after(grantIn("ATTESTED", microsoft), 7 * day, sealRanOut);
    expect([over.next.end.access, over.next.credentials, isFinal(over.next)]).toEqual(["ATTESTED", "DESTROYED", true]);
  });
});

describe("the receipt", () => {
  it("has no revision while the grant lives, grows with what is shown, and stays as it is when final", () => {
    const ended = after(grantIn("GRANTED"), 0, end);
    const failed = after(ended.next, second, revocationFailed);
    const asked = after(failed.next, minute, revocationAccepted);
    const proved = after(asked.next, 2 * minute, refused);
    const later = after(proved.next, 7 * day, sealRanOut);
    expect([grantIn("GRANTED"), ended.next, failed.next, asked.next, proved.next, later.next].map(({ revision }) => revision)).toEqual([
      0, 1, 1, 2, 3, 3,
    ]);
    expect(later.next).toEqual(proved.next);
  });
});

describe("a grant whose end the provider reports", () => {
  const reported = grantOccurrences.reportedByProvider;

  it("while it is kept, is closed at once and its credentials are destroyed; our end lets go of it later, with a final receipt", () => {
    const told = after(grantIn("GRANTED"), hour, reported);
    expect([told.next.end, told.next.credentials, told.next.endedAt]).toEqual([{ access: "REVOKED", at: start + hour }, "DESTROYED", null]);
    expect(typesOf(told.facts)).toEqual(["PROVIDER_ACCESS_REVOKED", "CREDENTIALS_DESTROYED"]);
    for (const accountInUse of [false, true]) {
      const ended = after(told.next, day, { ...end, accountInUse });
      expect([ended.next.end, ended.next.endedAt, ended.facts, ended.effects]).toEqual([told.next.end, start + day, [], []]);
      expect([isFinal(ended.next), shownBy(ended)]).toEqual([true, ["REPORTED_BY_PROVIDER", "CREDENTIALS_DESTROYED"]]);
      // Ending it once more moves nothing.
      expect(after(ended.next, 2 * day, end).next).toEqual(ended.next);
    }
  });

  it("closes one that was left open for another inbox's sake, too", () => {
    const told = after(grantIn("STILL_USED"), hour, reported);
    expect([told.next.end.access, shownBy(told)]).toEqual(["REVOKED", ["REPORTED_BY_PROVIDER"]]);
  });
});
