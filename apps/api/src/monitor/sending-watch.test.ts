import { scaledDurations } from "@relink/domain";
import { expect, test } from "vitest";
import type { SignInProviders } from "../connect/connect-needs.ts";
import { bindingOf } from "../connect/connect-needs.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { noHealth } from "../inbox/inbox-row.ts";
import type { Mailboxes } from "../mail/mailbox.ts";
import { createVault } from "../mail/vault.ts";
import { createClock } from "../platform/clock.ts";
import { newId } from "../platform/new-id.ts";
import { createSystemTime } from "../platform/steady-clock.ts";
import type { Queryable, Transactions } from "../platform/transaction.ts";
import { createSendingWatch, type SendingWatchNeeds } from "./sending-watch.ts";

const broken = "broken.test";
const vault = createVault([{ id: "k1", key: Buffer.alloc(32, 1) }], Buffer.alloc(32, 9));

/** An inbox whose mail is sent by that host. */
function heldAt(host: string, secrets: Map<string, unknown>): HeldInbox {
  const ids = { workspaceId: newId(), inboxId: newId(), id: newId() };
  const grant = { ...ids, provider: "IMAP", accountKind: "IMAP", end: { access: "GRANTED" } };
  const server = { host, port: 465, security: "TLS" } as const;
  const secret = { kind: "password", username: "ola", password: "secret", imap: { ...server, port: 993 }, smtp: server } as const;
  secrets.set(ids.id, vault.seal(secret, bindingOf(ids)));
  const inbox = {
    workspaceId: ids.workspaceId,
    id: ids.inboxId,
    address: "ola@a.test",
    mailHost: host,
    ourEnd: { state: "CONNECTED" },
    stateChangedAt: 1,
  };
  return { inbox, grant, health: noHealth } as unknown as HeldInbox;
}

/** A watch whose servers at `hung` never answer. */
function watchWith({ hung, atOnce = 8 }: { hung: string; atOnce?: number }) {
  const secrets = new Map<string, unknown>();
  const [asked, stored, errors]: [string[], string[], unknown[]] = [[], [], []];
  const query = async (_sql: string, values: readonly unknown[] = []) => [
    { sealed: secrets.get(String(values[1])), stored_at: new Date() },
  ];
  const checkSmtp: Mailboxes["checkSmtp"] = ({ server }, { signal } = {}) => {
    asked.push(server.host);
    const givenUp = new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    return (server.host === hung ? givenUp : Promise.resolve()).then(() => ({ sending: "WORKING", providerCode: null }));
  };
  const needs: SendingWatchNeeds = {
    database: { query } as unknown as Queryable,
    transactions: {} as Transactions,
    providers: {} as SignInProviders,
    refreshes: new Map(),
    vault,
    mailboxes: { checkSmtp },
    sendings: {
      async begin({ inbox }) {
        if (inbox.mailHost === broken) throw new Error("The database is away.");
        return true;
      },
      put: async (_looked, sending) => stored.push(sending) > 0,
    },
    clock: createClock(1, createSystemTime(), scaledDurations(1)),
    bus: { changed: () => undefined },
    onError: (error) => errors.push(error),
    atOnce,
  };
  const watch = createSendingWatch(needs);
  return { watch, asked, stored, errors, held: (host: string) => heldAt(host, secrets) };
}

test("a host that hangs takes a quarter of all places; the others are looked at meanwhile", async () => {
  const { watch, asked, stored, errors, held } = watchWith({ hung: "hung.test" });
  for (let count = 0; count < 5; count += 1) watch.passed(held("hung.test"), false);
  await expect.poll(() => asked).toEqual(["hung.test", "hung.test"]);
  for (const host of ["one.test", "two.test", "three.test"]) watch.passed(held(host), false);
  await expect.poll(() => stored).toEqual(["WORKING", "WORKING", "WORKING"]);
  expect([asked.length, errors]).toEqual([5, []]);
  await watch.stop();
});

test("one inbox is looked at once at a time, and there are no more looks at once than places", async () => {
  const { watch, asked, held } = watchWith({ hung: "hung.test", atOnce: 1 });
  const first = held("hung.test");
  watch.passed(first, true);
  watch.passed(first, true);
  watch.passed(held("one.test"), true);
  await expect.poll(() => asked).toEqual(["hung.test"]);
  await watch.stop();
  expect(asked).toEqual(["hung.test"]);
});

test("stopping gives up what runs, and what it would have shown is not stored", async () => {
  const { watch, asked, stored, held } = watchWith({ hung: "hung.test" });
  watch.passed(held("hung.test"), false);
  await expect.poll(() => asked.length).toBe(1);
  await watch.stop();
  watch.passed(held("one.test"), false);
  expect([asked, stored]).toEqual([["hung.test"], []]);
});

test("only a connected inbox is looked at, and an error is told and ends nothing", async () => {
  const { watch, asked, errors, held } = watchWith({ hung: "hung.test" });
  const off = held("one.test");
  watch.passed({ ...off, inbox: { ...off.inbox, ourEnd: { state: "OFF" } } }, true);
  watch.passed({ ...held("one.test"), grant: null }, true);
  watch.passed(held(broken), true);
  await expect.poll(() => errors.length).toBe(1);
  watch.passed(held("three.test"), true);
  await expect.poll(() => asked).toEqual(["three.test"]);
  await watch.stop();
});
