import { scaledDurations } from "@relink/domain";
import { expect, test } from "vitest";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { InboxStore } from "../inbox/inbox.store.ts";
import { createLateNews } from "./late-news.ts";
import type { Telling } from "./notice.ts";

const day = 86_400_000;

/** What is told of an inbox that was disconnected at 0, when the timer runs at `now`. */
async function toldAt(now: number, state: "DISCONNECTED" | "CONNECTED" = "DISCONNECTED"): Promise<readonly Telling[]> {
  const told: Telling[] = [];
  const disconnection = { reason: "BAD_CREDENTIALS", providerCode: null, at: 0 };
  const inbox = {
    address: "ola@example.com",
    provider: "IMAP",
    belonging: { kind: "PERSONAL", ownerId: "ola" },
    connectedBy: "ola",
    stateChangedAt: 0,
    ourEnd: { state, disconnection },
  };
  const inboxes = { find: async () => ({ inbox }) as unknown as HeldInbox } as unknown as InboxStore;
  const relay = { tell: async (_workspaceId: string, telling: Telling) => void told.push(telling) };
  await createLateNews({ inboxes, relay, clock: { moment: () => ({ now, durations: scaledDurations(1) }) } }).tellStillDisconnected(
    "w",
    "i",
  );
  return told;
}

test("that an inbox stays disconnected is told after a day, not by the timer of an earlier time", async () => {
  expect(await toldAt(day)).toMatchObject([
    {
      news: { type: "stillDisconnectedAfterADay" },
      params: { since: "1970-01-01T00:00:00.000Z" },
      episode: "i:stillDisconnectedAfterADay:0",
    },
  ]);
  expect(await toldAt(day - 1)).toEqual([]);
  expect(await toldAt(2 * day, "CONNECTED")).toEqual([]);
});

/** What is told of a lapse, and when it is looked at again; days from when the token was last refreshed. */
async function lapseAt(nowDays: number, more: { readonly state?: string; readonly statedDays?: number; readonly grantId?: string } = {}) {
  const told: Telling[] = [];
  const inbox = {
    address: "ola@example.com",
    provider: "GOOGLE",
    grantId: more.grantId ?? "g",
    belonging: { kind: "PERSONAL", ownerId: "ola" },
    connectedBy: "ola",
    ourEnd: { state: more.state ?? "CONNECTED" },
  };
  const health = { accessExpiresAt: more.statedDays === undefined ? null : more.statedDays * day, tokenRefreshedAt: 0 };
  const inboxes = { find: async () => ({ inbox, health }) as unknown as HeldInbox } as unknown as InboxStore;
  const relay = { tell: async (_workspaceId: string, telling: Telling) => void told.push(telling) };
  const clock = { moment: () => ({ now: nowDays * day, durations: scaledDurations(1) }) };
  const again = await createLateNews({ inboxes, relay, clock }).tellAccessLapses("w", "i", "g");
  return { told, again: again === null ? null : again / day };
}

test("that access lapses is told 7 days and 1 day before, each an episode of its own, and looked at again for the next", async () => {
  expect(await lapseAt(23, { statedDays: 30 })).toMatchObject({
    told: [{ news: { type: "accessLapses" }, params: { days: "7" }, episode: `i:accessLapses:${30 * day}:7` }],
    again: 29,
  });
  expect(await lapseAt(29, { statedDays: 30 })).toMatchObject({ told: [{ params: { days: "1" } }] });
  expect(await lapseAt(10, { statedDays: 30 })).toEqual({ told: [], again: 23 });
});

test("an inbox that is off lapses by its provider's idle limit; one that is disconnected is not told; another grant has its own timer", async () => {
  expect(await lapseAt(173, { state: "OFF" })).toMatchObject({ told: [{ params: { days: "7" } }], again: 179 });
  expect((await lapseAt(23, { state: "DISCONNECTED", statedDays: 30 })).told).toEqual([]);
  expect(await lapseAt(23, { statedDays: 30, grantId: "another" })).toEqual({ told: [], again: null });
});
