import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { owner } from "../../test/samples.ts";
import type { Inbox, Provider } from "../inbox/inbox.ts";
import { mayMigrate, roles, scopes } from "../people/permissions.ts";
import { evidenceText } from "./evidence-text.ts";
import {
  hasMoved,
  isAtOldProvider,
  isMigrationOpen,
  isWaiting,
  leavesFrom,
  migrationItemStates,
  migrationOccurrences,
  migrationStates,
  migrationTransitions,
  stepMigration,
  stepMigrationItem,
  type ItemOccurrence,
  type MigrationEvidence,
  type MigrationItemState,
} from "./migration.ts";
import { placeOf } from "./place.ts";

describe("a migration's states (product.md, Moving to another provider)", () => {
  const cells = migrationStates.flatMap((state) => migrationOccurrences.map((occurrence) => [state, occurrence] as const));
  it.each(cells)("%s on %s", (state, occurrence) => {
    const allowed: Partial<Record<string, string>> = migrationTransitions[state];
    expect(stepMigration(state, occurrence)).toBe(allowed[occurrence] ?? null);
  });
  it("is confirmed once, runs with the first invitation, is completed when nobody waits, and never comes back once dismissed", () => {
    expect(stepMigration("SUSPECTED", "confirm")).toBe("CONFIRMED");
    expect(stepMigration("SUSPECTED", "invite")).toBeNull();
    expect(stepMigration("CONFIRMED", "confirm")).toBeNull();
    expect(stepMigration("CONFIRMED", "invite")).toBe("RUNNING");
    expect(stepMigration("RUNNING", "allFollowed")).toBe("COMPLETED");
    expect(migrationOccurrences.map((occurrence) => stepMigration("DISMISSED", occurrence))).toEqual([null, null, null, null, null]);
  });
  it("disconnects in no state but those of a certain move", () => {
    expect(migrationStates.filter(hasMoved)).toEqual(["CONFIRMED", "RUNNING", "COMPLETED"]);
    expect(migrationStates.filter(isMigrationOpen)).toEqual(["SUSPECTED", "CONFIRMED", "RUNNING"]);
  });
});

describe("one inbox of a migration", () => {
  it.each<[MigrationItemState, ItemOccurrence, MigrationItemState]>([
    ["WAITING", { type: "invited" }, "INVITED"],
    ["INVITED", { type: "invited" }, "INVITED"],
    ["RECONNECTED", { type: "invited" }, "RECONNECTED"],
    ["SKIPPED", { type: "invited" }, "SKIPPED"],
    ["WAITING", { type: "reconnected", atOld: false }, "RECONNECTED"],
    ["INVITED", { type: "reconnected", atOld: false }, "RECONNECTED"],
    ["SKIPPED", { type: "reconnected", atOld: false }, "RECONNECTED"],
    ["WAITING", { type: "reconnected", atOld: true }, "SKIPPED"],
    ["INVITED", { type: "reconnected", atOld: true }, "SKIPPED"],
    ["RECONNECTED", { type: "reconnected", atOld: true }, "SKIPPED"],
    ["WAITING", { type: "removed" }, "SKIPPED"],
    ["RECONNECTED", { type: "removed" }, "RECONNECTED"],
    ["INVITED", { type: "skipped" }, "SKIPPED"],
    ["RECONNECTED", { type: "skipped" }, "RECONNECTED"],
  ])("%s, %o: %s", (state, occurrence, expected) => {
    expect(stepMigrationItem(state, occurrence)).toBe(expected);
  });
  it("whatever happens, nothing but a reconnection makes one wait no more as RECONNECTED, and nothing makes one wait again", () => {
    const anyOccurrence = fc.oneof(
      fc.constantFrom<ItemOccurrence>({ type: "invited" }, { type: "skipped" }, { type: "removed" }),
      fc.boolean().map((atOld): ItemOccurrence => ({ type: "reconnected", atOld })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...migrationItemStates), fc.array(anyOccurrence), (first, life) => {
        life.reduce((state, occurrence) => {
          const next = stepMigrationItem(state, occurrence);
          if (next === "RECONNECTED" && state !== "RECONNECTED") expect(occurrence).toEqual({ type: "reconnected", atOld: false });
          if (isWaiting(next)) expect(isWaiting(state)).toBe(true);
          return next;
        }, first);
      }),
    );
  });
});

describe("where an inbox is", () => {
  const own = { google: ["imap.google.acme.test"], microsoft: [] };
  it.each<[Inbox["provider"], string | null, Provider]>([
    ["GOOGLE", "imap.gmail.com", "GOOGLE"],
    ["MICROSOFT", null, "MICROSOFT"],
    ["IMAP", null, "IMAP"],
    ["IMAP", "imap.gmail.com", "GOOGLE"],
    ["IMAP", "IMAP.GoogleMail.com", "GOOGLE"],
    ["IMAP", "outlook.office365.com", "MICROSOFT"],
    ["IMAP", "imap.google.acme.test", "GOOGLE"],
    ["IMAP", "imap.fastmail.com", "IMAP"],
    ["IMAP", "notgmail.com", "IMAP"],
  ])("%s at %s counts as %s", (provider, mailHost, expected) => {
    expect(placeOf({ provider, mailHost }, own)).toBe(expected);
  });
  it("it has left once it is elsewhere; between two IMAP hosts, at another server", () => {
    const away = { from: "GOOGLE", to: "MICROSOFT" } as const;
    expect(isAtOldProvider(away, "imap.gmail.com", { place: "GOOGLE", mailHost: "imap.gmail.com" })).toBe(true);
    expect(isAtOldProvider(away, "imap.gmail.com", { place: "MICROSOFT", mailHost: "outlook.office365.com" })).toBe(false);
    expect(isAtOldProvider(away, "imap.gmail.com", { place: "IMAP", mailHost: "imap.fastmail.com" })).toBe(false);
    const hosts = { from: "IMAP", to: "IMAP" } as const;
    expect(isAtOldProvider(hosts, "mail.a.test", { place: "IMAP", mailHost: "mail.a.test" })).toBe(true);
    expect(isAtOldProvider(hosts, "mail.a.test", { place: "IMAP", mailHost: "mail.b.test" })).toBe(false);
  });
  it("a domain leaves the provider where most of its inboxes are", () => {
    expect(
      leavesFrom(
        new Map([
          ["GOOGLE", 3],
          ["IMAP", 1],
          ["MICROSOFT", 9],
        ]),
        "MICROSOFT",
      ),
    ).toBe("GOOGLE");
    expect(leavesFrom(new Map([["MICROSOFT", 9]]), "MICROSOFT")).toBeNull();
    expect(leavesFrom(new Map(), "MICROSOFT")).toBeNull();
  });
});

describe("who may read and run migrations (product.md, Who may do what)", () => {
  it.each(roles)("%s", (role) => {
    expect(mayMigrate({ kind: "member", memberId: owner, role })).toBe(role !== "MEMBER");
  });
  it.each(scopes)("a key with %s", (scope) => {
    expect(mayMigrate({ kind: "apiKey", scopes: [scope] })).toBe(scope === "migrations:write");
  });
});

describe("evidence", () => {
  const facts: readonly MigrationEvidence[] = [
    { kind: "MX", at: 1, provider: "MICROSOFT", hosts: ["acme-com.mail.protection.outlook.com"], resolvers: ["9.9.9.9", "1.1.1.1"] },
    { kind: "LASTED", at: 2, looks: 9, since: 1 },
    { kind: "REFUSAL", at: 3 },
    { kind: "SIGN_IN", at: 4 },
    { kind: "QUIET", at: 5 },
    { kind: "BY_HAND", at: 6, actorName: "Sofia" },
    { kind: "DISMISSED", at: 7, actorName: "Sofia" },
    { kind: "MX_BACK", at: 8, provider: "GOOGLE" },
  ];
  it.each(["en", "pl"] as const)("is a sentence each, with its time (%s)", (locale) => {
    const texts = facts.map((one) => evidenceText(one, locale, (time) => `T${time}`));
    for (const [index, text] of texts.entries()) expect(text).toMatch(new RegExp(`^T${index + 1}: .{10,}\\.$`));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts[0]).toContain("9.9.9.9");
  });
});
