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
  expect(await toldAt(day)).toMatchObject([{ news: { type: "stillDisconnectedAfterADay" }, episode: "i:stillDisconnectedAfterADay:0" }]);
  expect(await toldAt(day - 1)).toEqual([]);
  expect(await toldAt(2 * day, "CONNECTED")).toEqual([]);
});
