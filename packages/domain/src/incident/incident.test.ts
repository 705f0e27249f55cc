import { describe, expect, it } from "vitest";
import { at, minute, second, start, trouble } from "../../test/samples.ts";
import { durations } from "../durations.ts";
import { applicationAtFault, judgeApplication } from "./application-refused.ts";
import { judgeDomain, noticeWaitsUntil } from "./domain-policy.ts";
import { countChecked, heldCheckAt, holdsDisconnection, hostSpanLengths, judgeHost, type HostSight } from "./host-outage.ts";
import { incidentKey, incidentThresholds, type OpenIncident } from "./incident.ts";
import { countsForHost, toSighting } from "./sighting.ts";

const interval = durations.checkInterval;

/** The same counts over every span, after days of counting. */
function everywhere(troubled: number, checked: number, more: Partial<HostSight> = {}): HostSight {
  const spans = hostSpanLengths(durations).map((lengthMs) => ({ lengthMs, troubled, checked }));
  return { spans, countingSince: start - 24 * 60 * minute, waiting: troubled, ...more };
}

/** Counts over the last interval alone, as after a recovery. */
function lastInterval(troubled: number, checked: number, more: Partial<HostSight> = {}): HostSight {
  const sight = everywhere(0, 0, { waiting: 1, ...more });
  return { ...sight, spans: sight.spans.map((span) => (span.lengthMs === interval ? { ...span, troubled, checked } : span)) };
}

const openSince = (later: number, lastBadAt = later): OpenIncident => ({ since: start + later, lastBadAt: start + lastBadAt });
const judge = (open: OpenIncident | null, sight: HostSight, later = 0) => judgeHost(open, sight, at(later), incidentThresholds);

describe("an outage at a host", () => {
  it("opens at 20 inboxes and 30 % together, and at neither alone", () => {
    expect(judge(null, everywhere(20, 66))).toBe("open");
    expect(judge(null, everywhere(19, 19))).not.toBe("open");
    expect(judge(null, everywhere(20, 67))).toBe("none");
  });

  it("counts who passed over two intervals once, and never more than a small host has", () => {
    const twoIntervals = { lengthMs: 2 * interval, troubled: 5 };
    expect(countChecked({ ...twoIntervals, passed: 22, well: 11 }, interval)).toBe(16);
    // The five had passed before they fell; the eleven happened to pass once more.
    expect(countChecked({ ...twoIntervals, passed: 30, well: 11 }, interval)).toBe(16);
    expect(countChecked({ ...twoIntervals, passed: 30, well: null }, interval)).toBe(20);
    expect(countChecked({ lengthMs: interval / 20, troubled: 1, passed: 4, well: 11 }, interval)).toBe(5);
  });

  it("is seen over the shortest span too, before the second look 30 s later disconnects the first", () => {
    const [shortest = 0] = hostSpanLengths(durations);
    expect(shortest).toBeLessThanOrEqual(durations.secondLook);
    const sight = everywhere(30, 2_000);
    const spans = sight.spans.map((span) => (span.lengthMs === shortest ? { ...span, checked: 100 } : span));
    expect(judge(null, { ...sight, spans })).toBe("open");
  });

  it("is forming at a quarter of it, which holds a fresh refusal for one interval and nothing else", () => {
    expect(judge(null, everywhere(5, 5))).toBe("forming");
    expect(judge(null, everywhere(4, 4))).toBe("none");
    expect(judge(null, everywhere(5, 17))).toBe("none");
    const question = { decision: "forming", refusedSince: start, reported: false } as const;
    expect(holdsDisconnection(question, at(30 * second))).toBe(true);
    expect(holdsDisconnection(question, at(interval))).toBe(false);
    expect(holdsDisconnection({ ...question, refusedSince: null }, at(0))).toBe(false);
  });

  it("closes under 5 % over one interval, and not at 5 %", () => {
    const open = openSince(0);
    expect(judge(open, lastInterval(4, 100), interval)).toBe("close");
    expect(judge(open, lastInterval(5, 100), interval)).toBe("keep");
  });

  it("does not close before it has lasted for one interval, nor by a count that began in its middle", () => {
    expect(judge(openSince(0), lastInterval(0, 100), interval - 1)).toBe("keep");
    expect(judge(openSince(0), lastInterval(0, 3, { countingSince: start + 60 * minute }), 61 * minute)).toBe("keep");
  });

  it("stays while nothing is checked, unless nobody is left whom it concerns", () => {
    expect(judge(openSince(0), lastInterval(0, 0), 10 * interval)).toBe("keep");
    expect(judge(openSince(0), lastInterval(0, 0, { waiting: 0 }), 10 * interval)).toBe("close");
  });

  it("does not hold a host for ever because of the few that are broken on their own", () => {
    // 2 of 20 were really revoked during the outage: 10 % for good.
    const open = openSince(0, 30 * minute);
    expect(judge(open, lastInterval(2, 20), 30 * minute + durations.incidentLingers - 1)).toBe("keep");
    expect(judge(open, lastInterval(2, 20), 30 * minute + durations.incidentLingers)).toBe("close");
    expect(judge(open, lastInterval(6, 20), 30 * minute + durations.incidentLingers)).toBe("keep");
  });

  it("holds every disconnection while it is open, but what RISC or a person reported", () => {
    for (const decision of ["open", "keep"] as const) {
      expect(holdsDisconnection({ decision, refusedSince: null, reported: false }, at(0))).toBe(true);
      expect(holdsDisconnection({ decision, refusedSince: start, reported: true }, at(0))).toBe(false);
    }
    for (const decision of ["none", "close"] as const)
      expect(holdsDisconnection({ decision, refusedSince: start, reported: false }, at(0))).toBe(false);
  });
});

describe("one that is held", () => {
  const refusal = { reason: "POLICY_BLOCKED", providerCode: "NOPERM", at: start } as const;

  it("is looked at when its hold ends at the latest, so that a true refusal is told within two intervals", () => {
    for (const chance of [0, 0.5, 0.999]) {
      const end = { state: "CONNECTED", trouble: trouble({ refusal }) } as const;
      const next = heldCheckAt(end, start + 60 * minute, at(minute), chance) ?? Infinity;
      expect(next).toBeLessThanOrEqual(start + interval);
      const held = holdsDisconnection({ decision: "forming", refusedSince: start, reported: false }, { ...at(0), now: start + interval });
      expect(held).toBe(false);
    }
  });

  it("is looked at once an interval from then on", () => {
    const end = { state: "CONNECTED", trouble: trouble({ refusal }) } as const;
    expect(heldCheckAt(end, start + 90 * minute, at(30 * minute), 0.5)).toBe(start + 30 * minute + interval);
  });

  it("comes no nearer after a password that was refused without a code: no account gets locked by ours", () => {
    const end = { state: "FAILING", trouble: trouble({ uncodedRefusals: 2 }) } as const;
    const usual = start + 4 * 60 * minute;
    expect(heldCheckAt(end, usual, at(minute), 0.5)).toBe(usual);
  });

  it("but is looked at once when the hold ends, where the provider has since refused it with one", () => {
    const end = { state: "FAILING", trouble: trouble({ uncodedRefusals: 2, refusal }) } as const;
    const usual = start + 4 * 60 * minute;
    expect(heldCheckAt(end, usual, at(minute), 0.5)).toBe(start + interval);
    expect(heldCheckAt(end, usual, at(30 * minute), 0.5)).toBe(usual);
  });
});

describe("a domain's policy", () => {
  it("opens at 5 inboxes with one code and closes when none of them is refused any more", () => {
    expect(judgeDomain(false, { refused: 4, remaining: 0 }, incidentThresholds)).toBe("none");
    expect(judgeDomain(false, { refused: 5, remaining: 0 }, incidentThresholds)).toBe("open");
    expect(judgeDomain(true, { refused: 0, remaining: 1 }, incidentThresholds)).toBe("keep");
    expect(judgeDomain(true, { refused: 1, remaining: 0 }, incidentThresholds)).toBe("keep");
    expect(judgeDomain(true, { refused: 0, remaining: 0 }, incidentThresholds)).toBe("close");
  });

  it("lets admins wait for the window, and tells who owns or connected it at once", () => {
    const until = start + 2 * interval;
    expect(noticeWaitsUntil("disconnected", "POLICY_BLOCKED", "ADMIN", start, { durations })).toBe(until);
    expect(noticeWaitsUntil("disconnected", "MFA_REQUIRED", "SUPER_ADMIN", start, { durations })).toBe(until);
    expect(noticeWaitsUntil("disconnected", "POLICY_BLOCKED", "CONNECTED_IT", start, { durations })).toBeNull();
    expect(noticeWaitsUntil("disconnected", "ACCESS_REVOKED", "ADMIN", start, { durations })).toBeNull();
    expect(noticeWaitsUntil("failing", "POLICY_BLOCKED", "ADMIN", start, { durations })).toBeNull();
  });
});

describe("our application, refused", () => {
  it("opens with the first reply, and closes when no inbox met it for two intervals", () => {
    const long = start - 60 * minute;
    expect(judgeApplication(false, { refused: 0, countingSince: long }, at(0))).toBe("none");
    expect(judgeApplication(false, { refused: 1, countingSince: long }, at(0))).toBe("open");
    expect(judgeApplication(true, { refused: 1, countingSince: long }, at(0))).toBe("keep");
    expect(judgeApplication(true, { refused: 0, countingSince: long }, at(0))).toBe("close");
    expect(judgeApplication(true, { refused: 0, countingSince: start - interval }, at(0))).toBe("keep");
  });
});

describe("whose fault a refusal of our application is", () => {
  const [own, brought] = [
    { clientId: "ours", brought: false },
    { clientId: "theirs", brought: true },
  ];

  it("is the workspace's where it brought the application, and the installation's where it is the installation's", () => {
    for (const code of ["invalid_client", "AADSTS7000222", "application_secret_destroyed"]) {
      expect(applicationAtFault(code, brought, "w")).toEqual({ clientId: "theirs", workspaceId: "w" });
      expect(applicationAtFault(code, own, "w")).toEqual({ clientId: "ours", workspaceId: null });
    }
  });

  it("is the installation's where a key is missing or its settings name no such application, whoever brought it", () => {
    for (const code of ["key_missing", "application_secret_unreadable"])
      for (const one of [own, brought]) expect(applicationAtFault(code, one, "w")).toEqual({ clientId: null, workspaceId: null });
    expect(applicationAtFault("application_unknown", brought, "w")).toEqual({ clientId: "theirs", workspaceId: null });
  });
});

describe("what a check counts as", () => {
  it("tells trouble at the host from what is ours and what is a domain's policy", () => {
    expect(toSighting({ verdict: "ok" })).toEqual({ type: "passed" });
    expect(toSighting({ verdict: "passing", providerCode: "ETIMEDOUT" })).toEqual({ type: "troubled", policyCode: null });
    expect(toSighting({ verdict: "uncoded", providerCode: null })).toEqual({ type: "troubled", policyCode: null });
    expect(toSighting({ verdict: "refused", reason: "BAD_CREDENTIALS", providerCode: "AUTHENTICATIONFAILED" })).toEqual({
      type: "troubled",
      policyCode: null,
    });
    expect(toSighting({ verdict: "refused", reason: "POLICY_BLOCKED", providerCode: "AADSTS53003" })).toEqual({
      type: "troubled",
      policyCode: "AADSTS53003",
    });
    expect(toSighting({ verdict: "ours", code: "invalid_client" })).toEqual({ type: "ours", code: "invalid_client" });
    expect((["CONNECTED", "FAILING", "DISCONNECTED", "OFF"] as const).map(countsForHost)).toEqual([true, true, false, false]);
  });

  it("is one subject for one cause", () => {
    const policy = {
      kind: "DOMAIN_POLICY",
      provider: "MICROSOFT",
      workspaceId: "w",
      domain: "d.test",
      providerCode: "AADSTS53003",
    } as const;
    const application = { kind: "APPLICATION_REFUSED", provider: "GOOGLE" } as const;
    const keys = [
      incidentKey({ kind: "PROVIDER_OUTAGE", provider: "GOOGLE", host: "imap.gmail.com" }),
      incidentKey({ ...application, clientId: "ours", workspaceId: null, providerCode: "invalid_client" }),
      incidentKey({ ...application, clientId: "ours", workspaceId: null, providerCode: "unauthorized_client" }),
      incidentKey({ ...application, clientId: "formerly ours", workspaceId: null, providerCode: "invalid_client" }),
      incidentKey({ ...application, clientId: "theirs", workspaceId: "w", providerCode: "invalid_client" }),
      incidentKey({ ...application, clientId: "theirs", workspaceId: "other", providerCode: "invalid_client" }),
      incidentKey({ ...application, clientId: null, workspaceId: null, providerCode: "key_missing" }),
      incidentKey(policy),
      incidentKey({ ...policy, workspaceId: "other" }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
