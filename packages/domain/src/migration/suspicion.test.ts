import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, day, hour, minute, start } from "../../test/samples.ts";
import { durations } from "../durations.ts";
import { providers, type Provider } from "../inbox/inbox.ts";
import { disconnectReasons } from "../inbox/reasons.ts";
import type { MxRecord } from "../provider/mx.ts";
import { readMx, withLook, type MxHistory, type MxReading } from "./mx-history.ts";
import { isRefusalForGood, judgeMove, type SecondSignals } from "./suspicion.ts";

const mx = (...exchanges: string[]): readonly MxRecord[] => exchanges.map((exchange) => ({ exchange, preference: 10 }));
const google = mx("aspmx.l.google.com");
const microsoft = mx("acme-com.mail.protection.outlook.com");
const read = (...answers: (readonly MxRecord[] | null)[]): MxReading =>
  readMx(answers.map((records, index) => ({ resolver: `r${index}`, records })));

describe("one look (providers.md 4.3)", () => {
  it.each<[string, (readonly MxRecord[] | null)[], string]>([
    ["both resolvers name Microsoft", [microsoft, microsoft], "MICROSOFT"],
    ["two names of one provider", [google, mx("smtp.google.com")], "GOOGLE"],
    ["the old and the new host name of Microsoft", [microsoft, mx("acme-com.k-v1.mx.microsoft")], "MICROSOFT"],
    ["free accounts of Microsoft", [mx("acme-com.olc.protection.outlook.com"), mx("acme-com.olc.protection.outlook.com")], "MICROSOFT"],
    ["a known host that is opened by IMAP", [mx("in1-smtp.messagingengine.com"), mx("in2-smtp.messagingengine.com")], "IMAP"],
    ["a gateway", [mx("mx1.acme.pphosted.com"), mx("mx1.acme.pphosted.com")], "unclear"],
    [
      "mixed records",
      [
        [...google, ...microsoft],
        [...google, ...microsoft],
      ],
      "unclear",
    ],
    ["a host that nobody knows", [mx("mail.acme.com"), mx("mail.acme.com")], "unclear"],
    ["no mail at all", [mx("."), mx(".")], "unclear"],
    ["two that contradict each other", [google, microsoft], "silent"],
    ["one that lags behind a gateway", [microsoft, mx("mx1.acme.pphosted.com")], "silent"],
    ["one that does not answer", [microsoft, null], "silent"],
    ["both that do not answer", [null, null], "silent"],
    ["an answer without records", [microsoft, []], "silent"],
    ["only one resolver", [microsoft], "silent"],
    ["none", [], "silent"],
  ])("%s", (_what, answers, expected) => {
    const reading = read(...answers);
    expect(reading.type === "names" ? reading.provider : reading.type).toBe(expected);
  });
});

const names = (provider: Provider): MxReading => ({ type: "names", provider, hosts: ["mx"] });
const silent: MxReading = { type: "silent" };
const unclear: MxReading = { type: "unclear" };

/** What looks show, each at its time after the start. */
function look(...looks: readonly (readonly [later: number, reading: MxReading])[]): MxHistory | null {
  return looks.reduce<MxHistory | null>((before, [later, reading]) => withLook(before, reading, start + later, durations), null);
}

describe("what looks show together", () => {
  it("counts looks that name one provider, and remembers when they named another", () => {
    expect(look([0, names("GOOGLE")], [6 * hour, names("MICROSOFT")], [12 * hour, names("MICROSOFT")])).toEqual({
      names: "MICROSOFT",
      since: start + 6 * hour,
      looks: 2,
      lastAt: start + 12 * hour,
      spanned: 6 * hour,
      otherAt: start,
    });
  });
  it("a silent look adds nothing and takes nothing away", () => {
    const before = look([0, names("GOOGLE")], [hour, names("MICROSOFT")]);
    expect(withLook(before, silent, start + 2 * hour, durations)).toBe(before);
    expect(look([0, silent])).toBeNull();
  });
  it("an unclear look in between begins the proof anew", () => {
    const history = look([0, names("GOOGLE")], [day, names("MICROSOFT")], [2 * day, unclear], [3 * day, names("MICROSOFT")]);
    expect(history).toMatchObject({ looks: 1, spanned: 0, otherAt: start + 2 * day });
  });
  it("a clock that jumps proves at most a day, and never backwards", () => {
    const jumped = look(
      [0, names("MICROSOFT")],
      [400 * day, names("MICROSOFT")],
      [minute, names("MICROSOFT")],
      [2 * minute, names("MICROSOFT")],
    );
    expect(jumped).toMatchObject({ looks: 4, spanned: day + minute });
  });
});

const nothing: SecondSignals = { refusedAt: null, signedInAt: null, newestMailAt: null, readUntil: null };
const moved = look([0, names("GOOGLE")], [6 * hour, names("MICROSOFT")]);
const proven = look([0, names("GOOGLE")], [6 * hour, names("MICROSOFT")], [30 * hour, names("MICROSOFT")], [54 * hour, names("MICROSOFT")]);
const neverElse = look([0, names("MICROSOFT")], [24 * hour, names("MICROSOFT")], [48 * hour, names("MICROSOFT")]);
const now = at(54 * hour);
const quiet: Partial<SecondSignals> = { newestMailAt: start, readUntil: now.now - minute };

describe("whether a domain has moved (product.md, Moving to another provider)", () => {
  it.each<[string, MxHistory | null, Partial<SecondSignals>, string]>([
    ["nobody looked", null, {}, "nothing"],
    ["the MX names the old provider", look([0, names("GOOGLE")]), { refusedAt: now.now }, "nothing"],
    ["the MX is unclear", look([0, names("GOOGLE")], [hour, unclear]), { refusedAt: now.now }, "nothing"],
    ["the MX names another known provider", moved, {}, "suspected"],
    ["for 48 h at three looks, and nothing else", proven, {}, "suspected"],
    ["and an inbox is refused for good: one look is enough", moved, { refusedAt: start + 6 * hour }, "REFUSAL"],
    ["a refusal between the two looks", moved, { refusedAt: start + 3 * hour }, "REFUSAL"],
    ["a refusal of long ago", moved, { refusedAt: start - day }, "suspected"],
    ["a refusal, but the MX was so before we ever looked", look([0, names("MICROSOFT")]), { refusedAt: start + minute }, "suspected"],
    ["the same, after 48 h", neverElse, { refusedAt: start + hour }, "REFUSAL"],
    ["the same, while mail still comes to the old place", neverElse, { refusedAt: start + hour, newestMailAt: start + day }, "suspected"],
    [
      "a sign-in there, the MX so before we ever looked, mail at both",
      neverElse,
      { signedInAt: start + hour, newestMailAt: start + day },
      "suspected",
    ],
    ["the same, no mail at the old place since", neverElse, { signedInAt: start + hour, newestMailAt: start - hour }, "SIGN_IN"],
    ["somebody signed in at the new provider, too early", moved, { signedInAt: start + 7 * hour }, "suspected"],
    ["somebody signed in at the new provider, after 48 h", proven, { signedInAt: start + 7 * hour }, "SIGN_IN"],
    ["somebody had signed in there long before", proven, { signedInAt: start - day }, "suspected"],
    ["no mail since, though in the week before", proven, quiet, "QUIET"],
    ["no mail since, too early", moved, quiet, "suspected"],
    ["mail goes on at the old provider", proven, { ...quiet, newestMailAt: start + 8 * hour }, "suspected"],
    ["no mail for months", proven, { ...quiet, newestMailAt: start - 30 * day }, "suspected"],
    ["mail never seen", proven, { ...quiet, newestMailAt: null }, "suspected"],
    ["nobody read the old mailboxes since", proven, { ...quiet, readUntil: start }, "suspected"],
    ["the old mailboxes can't be read", proven, { ...quiet, readUntil: null }, "suspected"],
  ])("%s", (_what, history, signals, expected) => {
    const suspicion = judgeMove(history, "GOOGLE", { ...nothing, ...signals }, now);
    expect(suspicion.type === "confirmed" ? suspicion.by : suspicion.type).toBe(expected);
  });
  it("two looks are too few, however far apart", () => {
    const two = look([0, names("GOOGLE")], [day, names("MICROSOFT")], [9 * day, names("MICROSOFT")]);
    expect(judgeMove(two, "GOOGLE", { ...nothing, signedInAt: start + 2 * day }, at(9 * day))).toEqual({ type: "suspected" });
  });
  it("and they stay too few where an installation lets longer gaps count", () => {
    const two: MxHistory = { names: "MICROSOFT", since: start, looks: 2, lastAt: start + 9 * day, spanned: 9 * day, otherAt: start - hour };
    const signals = { ...nothing, signedInAt: start + day };
    expect(judgeMove(two, "GOOGLE", signals, at(9 * day))).toEqual({ type: "suspected" });
    expect(judgeMove({ ...two, looks: 3 }, "GOOGLE", signals, at(9 * day))).toEqual({ type: "confirmed", by: "SIGN_IN" });
  });
  it("moves between IMAP hosts are started by hand", () => {
    const toFastmail = look([0, unclear], [hour, names("IMAP")]);
    expect(judgeMove(toFastmail, "IMAP", { ...nothing, refusedAt: now.now }, now)).toEqual({ type: "nothing" });
  });
  it("only the provider's own refusals are one", () => {
    expect(disconnectReasons.filter((reason) => !isRefusalForGood(reason))).toEqual([
      "TLS_INVALID",
      "PROVIDER_MIGRATED",
      "UNREACHABLE",
      "CREDENTIALS_UNREADABLE",
    ]);
  });
});

const anyReading: fc.Arbitrary<MxReading> = fc.oneof(fc.constantFrom(...providers).map(names), fc.constant(silent), fc.constant(unclear));
const anyTime = fc.integer({ min: -10 * day, max: 40 * day });

describe("whatever is seen, in whatever order, by whatever clock", () => {
  it("a domain is never confirmed without a second signal of its time, and never by looks that do not name another provider", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyTime, anyReading), { maxLength: 40 }), anyTime, (looks, later) => {
        const history = look(...looks);
        const alone = judgeMove(history, "GOOGLE", nothing, at(later));
        expect(alone.type).not.toBe("confirmed");
        const newest = looks.findLast(([, reading]) => reading.type !== "silent")?.[1];
        const away = newest?.type === "names" && newest.provider !== "GOOGLE";
        expect(alone.type).toBe(away ? "suspected" : "nothing");
      }),
    );
  });
  it("silent looks never change the verdict", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyTime, anyReading), { maxLength: 30 }), anyTime, anyTime, (looks, refusedAt, later) => {
        const heard = looks.filter(([, reading]) => reading.type !== "silent");
        const signals = { ...nothing, refusedAt: start + refusedAt, signedInAt: start + refusedAt };
        expect(judgeMove(look(...looks), "GOOGLE", signals, at(later))).toEqual(judgeMove(look(...heard), "GOOGLE", signals, at(later)));
      }),
    );
  });
  it("looks of less than 48 h together confirm nothing but a refusal", () => {
    const short = fc
      .array(fc.integer({ min: 0, max: 47 * hour }), { maxLength: 20 })
      .map((times) => times.toSorted((one, other) => one - other));
    fc.assert(
      fc.property(short, (times) => {
        const history = look([-hour, names("GOOGLE")], ...times.map((later) => [later, names("MICROSOFT")] as const));
        const signals = { ...nothing, ...quiet, signedInAt: start + 50 * hour };
        expect(judgeMove(history, "GOOGLE", signals, now).type).not.toBe("confirmed");
      }),
    );
  });
});
