import { describe, expect, it } from "vitest";
import { connector, factFrom, inboxIn, owner, start, stranger } from "../../test/samples.ts";
import type { MemberId } from "../ids.ts";
import { inboxEventTypes } from "../inbox/event.ts";
import type { Role } from "./permissions.ts";
import { closesEpisodes, mailPreferenceOf, newsOf, newsTypes, recipientsOf, type Listener, type News } from "./recipients.ts";

const one = (id: string, role: Role, leftAt: number | null = null): Listener => ({ id: id as MemberId, role, leftAt });
const workspace = [
  one(owner, "MEMBER"),
  one(connector, "MEMBER"),
  one(stranger, "MEMBER"),
  one("admin", "ADMIN"),
  one("super", "SUPER_ADMIN"),
  one("super2", "SUPER_ADMIN"),
  one("gone", "SUPER_ADMIN", start),
];
const personal = { kind: "PERSONAL", ownerId: owner, connectedBy: owner } as const;
const team = { kind: "TEAM", ownerId: null, connectedBy: connector } as const;

const told = (news: News, members = workspace) =>
  Object.fromEntries(recipientsOf(news, members).map(({ memberId, because }) => [memberId, because]));
const admins = { admin: "ADMIN", super: "SUPER_ADMIN", super2: "SUPER_ADMIN" };
const supers = { super: "SUPER_ADMIN", super2: "SUPER_ADMIN" };

describe("who is told (product.md)", () => {
  it.each<[string, News, Record<string, string>]>([
    ["a TEAM inbox is disconnected", { type: "disconnected", ...team }, { [connector]: "CONNECTED_IT", ...admins }],
    ["a channel is deleted", { type: "channelDeleted", ...team }, { [connector]: "CONNECTED_IT", ...admins }],
    ["a PERSONAL inbox is disconnected", { type: "disconnected", ...personal }, { [owner]: "OWNER" }],
    ["a TEAM inbox is still disconnected", { type: "stillDisconnected", ...team }, { [connector]: "CONNECTED_IT", ...admins }],
    ["a PERSONAL inbox is still disconnected", { type: "stillDisconnected", ...personal }, { [owner]: "OWNER" }],
    ["it stays so for 24 h", { type: "stillDisconnectedAfterADay", ...personal }, supers],
    ["a PERSONAL inbox fails", { type: "failing", ...personal }, { [owner]: "OWNER" }],
    ["a TEAM inbox fails", { type: "failing", ...team }, { [connector]: "CONNECTED_IT" }],
    ["a TEAM inbox recovers", { type: "recovered", ...team }, { [connector]: "CONNECTED_IT" }],
    ["a domain moves", { type: "domainMoves", ownerIds: [owner, stranger, owner] }, { [owner]: "OWNER", [stranger]: "OWNER", ...admins }],
    ["an incident opens", { type: "incident" }, admins],
    ["access is still open 3 days after", { type: "providerAccessOpen", ...personal, removedBy: stranger }, { [stranger]: "REMOVED_IT" }],
    [
      "what was confirmed is not true",
      { type: "attestedNotTrue", ...personal, actorId: owner, removedBy: stranger },
      { [owner]: "CONFIRMED_IT" },
    ],
    [
      "what IT confirmed is not true",
      { type: "attestedNotTrue", ...personal, actorId: null, removedBy: stranger },
      { [stranger]: "REMOVED_IT" },
    ],
    ["someone else turns it off", { type: "turnedOffByOther", ...personal, actorId: "super" as MemberId }, { [owner]: "OWNER" }],
    ["an API consumer removes it", { type: "removedByOther", ...personal, actorId: null }, { [owner]: "OWNER" }],
    ["its owner removes it", { type: "removedByOther", ...personal, actorId: owner }, {}],
    ["access to a PERSONAL inbox lapses", { type: "accessLapses", ...personal }, { [owner]: "OWNER" }],
    ["access to a TEAM inbox lapses", { type: "accessLapses", ...team }, { [connector]: "CONNECTED_IT", admin: "ADMIN" }],
    ["the secret of the workspace's own application lapses", { type: "secretLapses" }, supers],
    ["a webhook endpoint is disabled", { type: "webhookDisabled" }, supers],
  ])("when %s", (_what, news, expected) => {
    expect(told(news)).toEqual(expected);
  });

  it("each once, with the most personal reason", () => {
    const recipients = recipientsOf({ type: "disconnected", ...team, connectedBy: "admin" as MemberId }, workspace);
    expect(recipients.map(({ memberId }) => memberId).toSorted()).toEqual(["admin", "super", "super2"]);
    expect(recipients.find(({ memberId }) => memberId === "admin")?.because).toBe("CONNECTED_IT");
  });

  it("nobody who has left, and nobody in place of an API consumer", () => {
    const left = workspace.map((member) => (member.id === connector ? { ...member, leftAt: start } : member));
    expect(told({ type: "disconnected", ...team }, left)).toEqual(admins);
    expect(told({ type: "disconnected", ...team, connectedBy: null })).toEqual(admins);
    expect(told({ type: "failing", ...team, connectedBy: null })).toEqual({});
  });

  it("the SUPER_ADMINs where who could act is gone: an open end never falls on nobody", () => {
    expect(told({ type: "providerAccessOpen", ...personal, removedBy: null })).toEqual(supers);
    expect(told({ type: "providerAccessOpen", ...personal, removedBy: "gone" as MemberId })).toEqual(supers);
  });
});

describe("which event is news", () => {
  const mine = inboxIn("CONNECTED");
  const ours = inboxIn("CONNECTED", {}, "TEAM");

  it.each([
    [
      "DISCONNECTED of a personal one",
      newsOf(factFrom("DISCONNECTED", "CONNECTED", "DISCONNECTED"), mine, null),
      { type: "disconnected", ...personal },
    ],
    [
      "DISCONNECTED of a team one",
      newsOf(factFrom("DISCONNECTED", "FAILING", "DISCONNECTED"), ours, null),
      { type: "disconnected", ...team },
    ],
    ["FAILING", newsOf(factFrom("FAILING", "CONNECTED", "FAILING"), mine, null), { type: "failing", ...personal }],
    ["RECOVERED", newsOf(factFrom("RECOVERED", "FAILING", "CONNECTED"), mine, null), { type: "recovered", ...personal }],
    [
      "RECONNECTED after trouble",
      newsOf(factFrom("RECONNECTED", "DISCONNECTED", "CONNECTED"), mine, owner),
      { type: "recovered", ...personal },
    ],
    ["RECONNECTED without trouble", newsOf(factFrom("RECONNECTED", "CONNECTED", "CONNECTED"), mine, owner), null],
    ["TURNED_OFF by its owner", newsOf(factFrom("TURNED_OFF", "CONNECTED", "OFF"), mine, owner), null],
    [
      "TURNED_OFF by another",
      newsOf(factFrom("TURNED_OFF", "CONNECTED", "OFF"), mine, stranger),
      { type: "turnedOffByOther", ...personal, actorId: stranger },
    ],
    ["REMOVED by its owner", newsOf(factFrom("REMOVED", "OFF", "REMOVED"), mine, owner), null],
    [
      "REMOVED by an API consumer",
      newsOf(factFrom("REMOVED", "OFF", "REMOVED"), mine, null),
      { type: "removedByOther", ...personal, actorId: null },
    ],
    [
      "REMOVED of a team one, whoever did it",
      newsOf(factFrom("REMOVED", "CONNECTED", "REMOVED"), ours, connector),
      { type: "channelDeleted", ...team },
    ],
    ["CONNECTED", newsOf(factFrom("CONNECTED", "CONNECTING", "CONNECTED"), mine, owner), null],
  ])("%s", (_what, news, expected) => {
    expect(news).toEqual(expected);
  });

  it("closes the open notices of its inbox when the trouble has ended, and only then", () => {
    expect(inboxEventTypes.filter(closesEpisodes)).toEqual(["CONNECTED", "RECOVERED", "TURNED_OFF", "TURNED_ON", "REMOVED", "RECONNECTED"]);
  });

  it("stays in the app where product.md says so", () => {
    expect(newsTypes.filter((type) => mailPreferenceOf(type, "TEAM") === null)).toEqual([
      "failing",
      "recovered",
      "stillDisconnectedAfterADay",
      "incident",
    ]);
    expect([
      mailPreferenceOf("disconnected", "TEAM"),
      mailPreferenceOf("disconnected", "PERSONAL"),
      mailPreferenceOf("domainMoves", null),
    ]).toEqual(["TEAM_DISCONNECT", "PERSONAL_DISCONNECT", "MIGRATION"]);
  });
});
