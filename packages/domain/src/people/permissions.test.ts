import { describe, expect, it } from "vitest";
import { at, connector, day, grantIn, hour, inboxIn, owner, stranger } from "../../test/samples.ts";
import type { InboxKind } from "../inbox/inbox.ts";
import {
  allowedActions,
  allowedGrantActions,
  grantActions,
  inboxActions,
  mayAct,
  mayHandleLinks,
  mayConnect,
  mayFollow,
  mayManageSharedInboxes,
  mayManageWebhooks,
  mayManageWorkspace,
  mayRead,
  maySee,
  maySeeAllEvents,
  maySeeEvents,
  roles,
  scopes,
  type Asker,
  type InboxAction,
  type Role,
  type Scope,
} from "./permissions.ts";

/** A cell of product.md's table: nobody, those who hold it (own, or connected it), or everybody with the role. */
type Cell = "-" | "holders" | "all";
type Row = Record<Role, Cell>;
const row = (MEMBER: Cell, ADMIN: Cell, SUPER_ADMIN: Cell): Row => ({ MEMBER, ADMIN, SUPER_ADMIN });
const holders = row("holders", "holders", "holders");
const never = row("-", "-", "-");

/** "Who may do what", a second time, by hand. */
const table: Record<InboxAction, Record<InboxKind, Row>> = {
  TURN_OFF: { PERSONAL: row("holders", "holders", "all"), TEAM: never },
  REMOVE: { PERSONAL: row("holders", "holders", "all"), TEAM: never },
  TURN_ON: { PERSONAL: holders, TEAM: never },
  DELETE_CHANNEL: { PERSONAL: never, TEAM: row("-", "all", "all") },
  RECONNECT: { PERSONAL: holders, TEAM: row("holders", "all", "all") },
  CHECK_NOW: { PERSONAL: row("holders", "holders", "all"), TEAM: row("holders", "all", "all") },
  SEND_RECONNECT_LINK: { PERSONAL: row("holders", "holders", "all"), TEAM: row("holders", "all", "all") },
  REVOKE_ACCESS: { PERSONAL: row("holders", "holders", "all"), TEAM: row("holders", "all", "all") },
  CONFIRM_ACCESS_REMOVED: { PERSONAL: row("holders", "holders", "all"), TEAM: row("holders", "all", "all") },
  VERIFY_ACCESS_REMOVED: { PERSONAL: row("holders", "holders", "all"), TEAM: row("holders", "all", "all") },
  SEND_IT_REQUEST: { PERSONAL: row("holders", "holders", "all"), TEAM: row("holders", "all", "all") },
  REPORT_ADMIN_CONSENT: { PERSONAL: row("holders", "holders", "all"), TEAM: row("holders", "all", "all") },
  ISSUE_CREDENTIALS: { PERSONAL: never, TEAM: never },
};
const holder = { PERSONAL: owner, TEAM: connector } as const;
const member = (role: Role, memberId = stranger): Asker => ({ kind: "member", memberId, role });
const key = (...held: Scope[]): Asker => ({ kind: "apiKey", scopes: held });
const inboxOf = { PERSONAL: inboxIn("CONNECTED"), TEAM: inboxIn("CONNECTED", {}, "TEAM") } as const;

describe.each(inboxActions)("%s", (action) => {
  it.each(["PERSONAL", "TEAM"] as const)("of a %s inbox is for those whom product.md's table names", (kind) => {
    for (const role of roles) {
      const cell = table[action][kind][role];
      expect(mayAct(member(role, holder[kind]), inboxOf[kind], action), `${role}, holds it`).toBe(cell !== "-");
      expect(mayAct(member(role), inboxOf[kind], action), `${role}, does not`).toBe(cell === "all");
    }
  });

  it("needs its scope from an API key, and no other will do", () => {
    const needed: Scope = action === "ISSUE_CREDENTIALS" ? "credentials:issue" : "inboxes:write";
    const ownersAlone = action === "TURN_ON" || action === "RECONNECT";
    for (const scope of scopes) expect(mayAct(key(scope), inboxOf.PERSONAL, action)).toBe(scope === needed && !ownersAlone);
    expect(mayAct(key(needed), inboxOf.TEAM, action)).toBe(action !== "TURN_ON");
  });
});

describe("links", () => {
  it("are handled by those who may send them: whoever holds the inbox, admins of channels, super admins, keys that write", () => {
    for (const kind of ["PERSONAL", "TEAM"] as const) {
      for (const asker of [...roles.flatMap((role) => [member(role), member(role, holder[kind])]), ...scopes.map((scope) => key(scope))]) {
        expect(mayHandleLinks(asker, inboxOf[kind])).toBe(mayAct(asker, inboxOf[kind], "SEND_RECONNECT_LINK"));
        expect(mayHandleLinks(asker, inboxOf[kind])).toBe(mayAct(asker, inboxOf[kind], "SEND_IT_REQUEST"));
      }
    }
    expect(mayHandleLinks(member("ADMIN"), inboxOf.PERSONAL)).toBe(false);
    expect(mayHandleLinks(member("MEMBER"), inboxOf.TEAM)).toBe(false);
  });
});

describe("seeing and connecting", () => {
  it("shows a personal inbox to its owner, to admins and to keys that read; a team one to everybody", () => {
    expect(roles.map((role) => maySee(member(role), inboxOf.PERSONAL))).toEqual([true, true, false]);
    expect(maySee(member("MEMBER", owner), inboxOf.PERSONAL)).toBe(true);
    expect(roles.every((role) => maySee(member(role), inboxOf.TEAM))).toBe(true);
    for (const scope of scopes) expect(maySee(key(scope), inboxOf.TEAM)).toBe(scope === "inboxes:read");
  });

  it("lets keys read, follow and see events by their scopes, and never manage the workspace", () => {
    for (const scope of scopes) {
      expect(mayRead(key(scope)), scope).toBe(scope === "inboxes:read");
      expect(mayFollow(key(scope)), scope).toBe(scope === "events:subscribe");
      expect(maySeeEvents(key(scope), inboxOf.PERSONAL), scope).toBe(scope === "inboxes:read" || scope === "events:subscribe");
      expect(maySeeAllEvents(key(scope)), scope).toBe(maySeeEvents(key(scope), inboxOf.PERSONAL));
    }
    expect(mayManageWorkspace(key(...scopes))).toBe(false);
    expect(roles.map((role) => mayManageWorkspace(member(role)))).toEqual([true, false, false]);
    expect(roles.every((role) => mayRead(member(role)) && mayFollow(member(role)))).toBe(true);
    expect(maySeeEvents(member("MEMBER"), inboxOf.PERSONAL)).toBe(false);
    expect(maySeeEvents(member("MEMBER", owner), inboxOf.PERSONAL)).toBe(true);
    // All is what even another's personal inbox is in.
    for (const role of roles) expect(maySeeAllEvents(member(role)), role).toBe(maySeeEvents(member(role), inboxOf.PERSONAL));
  });

  it("leaves webhooks to super admins and to keys with their scope", () => {
    expect(roles.filter((role) => mayManageWebhooks(member(role)))).toEqual(["SUPER_ADMIN"]);
    expect(scopes.filter((scope) => mayManageWebhooks(key(scope)))).toEqual(["webhooks:write"]);
  });

  it("lets everybody connect their own, and admins and writing keys a team channel", () => {
    expect(
      roles.map((role) => [mayConnect(member(role), "PERSONAL"), mayConnect(member(role), "TEAM"), mayManageSharedInboxes(member(role))]),
    ).toEqual([
      [true, true, true],
      [true, true, true],
      [true, false, false],
    ]);
    expect([
      mayConnect(key("inboxes:write"), "PERSONAL"),
      mayConnect(key("inboxes:write"), "TEAM"),
      mayConnect(key("inboxes:read"), "TEAM"),
    ]).toEqual([false, true, false]);
  });
});

describe("what may be done now", () => {
  const all = (state: Parameters<typeof inboxIn>[0], kind: InboxKind = "PERSONAL") =>
    allowedActions(member("SUPER_ADMIN", holder[kind]), inboxIn(state, {}, kind), null, at(hour));

  it.each([
    ["CONNECTING", ["REMOVE"]],
    ["CONNECTED", ["TURN_OFF", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"]],
    ["FAILING", ["TURN_OFF", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"]],
    ["DISCONNECTED", ["REMOVE", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"]],
    ["OFF", ["TURN_ON", "REMOVE", "RECONNECT"]],
    ["REMOVED", ["RECONNECT"]],
  ] as const)("with one's own personal inbox that is %s", (state, actions) => {
    expect(all(state)).toEqual(actions);
  });

  it("with a team channel: it is deleted, never turned off", () => {
    expect(all("CONNECTED", "TEAM")).toEqual(["DELETE_CHANNEL", "RECONNECT", "CHECK_NOW", "SEND_RECONNECT_LINK"]);
    expect(all("REMOVED", "TEAM")).toEqual(["RECONNECT"]);
  });

  it("with one whose domain moved: no check can help", () => {
    const moved = inboxIn("DISCONNECTED", {
      ourEnd: { state: "DISCONNECTED", disconnection: { reason: "PROVIDER_MIGRATED", providerCode: null, at: 0 } },
    });
    expect(allowedActions(member("MEMBER", owner), moved, null, at(hour))).not.toContain("CHECK_NOW");
  });

  it("issues credentials only while they can work", () => {
    const states = ["CONNECTING", "CONNECTED", "FAILING", "DISCONNECTED", "OFF", "REMOVED"] as const;
    expect(states.filter((state) => allowedActions(key("credentials:issue"), inboxIn(state), null, at(0)).length > 0)).toEqual([
      "CONNECTED",
      "FAILING",
    ]);
  });
});

describe("what may be done about the provider's end", () => {
  const own = member("MEMBER", owner);
  const gone = inboxIn("REMOVED");
  const imap = { provider: "IMAP", accountKind: "IMAP" } as const;
  const admin = { provider: "MICROSOFT", accountKind: "MICROSOFT_WORK_ADMIN" } as const;

  it.each([
    ["in use", grantIn("GRANTED"), []],
    ["Google, revoking", grantIn("REVOKING"), ["REVOKE_ACCESS", "VERIFY_ACCESS_REMOVED"]],
    ["Google, one last try", grantIn("REVOKING", { credentials: "ONE_TRY" }), []],
    ["Google, waiting, credentials destroyed", grantIn("AWAITING_PERSON", { credentials: "DESTROYED" }), ["CONFIRM_ACCESS_REMOVED"]],
    [
      "Microsoft, waiting",
      grantIn("AWAITING_PERSON", { provider: "MICROSOFT", accountKind: "MICROSOFT_WORK" }),
      ["CONFIRM_ACCESS_REMOVED", "VERIFY_ACCESS_REMOVED", "REPORT_ADMIN_CONSENT"],
    ],
    [
      "Outlook.com, waiting",
      grantIn("AWAITING_PERSON", { provider: "MICROSOFT", accountKind: "MICROSOFT_PERSONAL" }),
      ["CONFIRM_ACCESS_REMOVED", "VERIFY_ACCESS_REMOVED"],
    ],
    [
      "Microsoft, an administrator's consent",
      grantIn("AWAITING_PERSON", admin),
      ["CONFIRM_ACCESS_REMOVED", "VERIFY_ACCESS_REMOVED", "SEND_IT_REQUEST", "REPORT_ADMIN_CONSENT"],
    ],
    ["IMAP, waiting", grantIn("AWAITING_PERSON", imap), ["CONFIRM_ACCESS_REMOVED", "VERIFY_ACCESS_REMOVED", "SEND_IT_REQUEST"]],
    ["IMAP, attested", grantIn("ATTESTED", imap), ["VERIFY_ACCESS_REMOVED"]],
    ["proved", grantIn("REVOKED"), []],
    ["still used elsewhere", grantIn("STILL_USED"), []],
  ] as const)("%s", (_what, grant, actions) => {
    expect(allowedGrantActions(own, gone, grant, at(hour))).toEqual(actions);
    expect(allowedActions(own, gone, grant, at(hour))).toEqual(["RECONNECT", ...actions]);
    expect(allowedGrantActions(member("MEMBER"), gone, grant, at(hour))).toEqual([]);
  });

  it("no look once the seal's 7 days are over", () => {
    expect(allowedGrantActions(own, gone, grantIn("AWAITING_PERSON", imap), at(7 * day))).toEqual([
      "CONFIRM_ACCESS_REMOVED",
      "SEND_IT_REQUEST",
    ]);
    expect(grantActions).toHaveLength(5);
  });
});
