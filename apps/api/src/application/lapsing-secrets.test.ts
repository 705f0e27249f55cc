import { beforeEach, expect, test } from "vitest";
import { makeWorkspace } from "../../test/incident-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { createRelay } from "../notify/relay.ts";
import type { BusChange } from "../platform/bus.ts";
import { createClock } from "../platform/clock.ts";
import { createTransactions } from "../platform/transaction.ts";
import { createLapsingSecretWatch } from "./lapsing-secrets.ts";
import { saveApplication } from "./manage-applications.ts";

const testDatabase = useTestDatabase();
const day = 86_400_000;
const lapses = Date.parse("2026-12-01T00:00:00Z");
let hints: BusChange[] = [];

beforeEach(() => {
  hints = [];
});

async function look(before: number): Promise<void> {
  const { database } = testDatabase();
  const clock = createClock(1, () => lapses - before);
  const bus = { changed: (change: BusChange) => void hints.push(change), onLogGrew: () => () => undefined, onLost: () => () => undefined };
  const onError = (error: unknown) => {
    throw error;
  };
  const relay = createRelay({
    database,
    transactions: createTransactions(database),
    bus,
    now: clock.now,
    durations: clock.durations,
    onError,
  });
  await createLapsingSecretWatch({ database, relay, bus, now: clock.now })();
  await relay.stop();
}

const save = (workspaceId: string, clientId: string, secretExpiresAt: number | null) =>
  saveApplication(
    { database: testDatabase().database, now: () => new Date(lapses - 30 * day), secrets: { seal: () => ({ sealed: true }) as never } },
    {
      workspaceId,
      provider: "GOOGLE",
      clientId,
      clientSecret: "secret",
      name: "Acme Mail",
      tenant: null,
      secretExpiresAt: secretExpiresAt === null ? null : new Date(secretExpiresAt),
    },
  );

const told = (workspaceId: string) =>
  testDatabase().database.query(
    `select m.role, n.params->>'days' as days, n.params->>'application' as application, n.mail, n.closed_at is not null as closed
     from notification n join member m on m.workspace_id = n.workspace_id and m.id = n.member_id
     where n.workspace_id = $1 and n.template = 'secretLapses' order by n.id`,
    [workspaceId],
  );

test("a workspace's SUPER_ADMINs are told 7 days and 1 day before the secret of its own application lapses, once each, and nobody else", async () => {
  const [one, other] = [await makeWorkspace(testDatabase().database), await makeWorkspace(testDatabase().database)];
  await save(one, "acme-mail", lapses);
  await save(other, "acme-mail", lapses + 90 * day);
  await look(8 * day);
  expect(await told(one)).toEqual([]);
  for (const before of [6.9, 6.5, 3, 0.9, 0.5, -1]) await Promise.all([look(before * day), look(before * day)]);
  const notice = { role: "SUPER_ADMIN", application: "Acme Mail", mail: "ALWAYS", closed: false };
  expect(await told(one)).toEqual([
    { ...notice, days: "7" },
    { ...notice, days: "1" },
  ]);
  expect(await told(other)).toEqual([]);
});

test("a new secret closes what was told of the old one; another application's leaves it open", async () => {
  const workspaceId = await makeWorkspace(testDatabase().database);
  await save(workspaceId, "acme-mail", lapses);
  await look(6.9 * day);
  // Retired, but still needed for what came by it: its secret is kept.
  await save(workspaceId, "acme-second", null);
  await look(6.8 * day);
  expect(await told(workspaceId)).toMatchObject([{ days: "7", closed: false }]);
  await save(workspaceId, "acme-mail", lapses + 365 * day);
  hints = [];
  await look(6.7 * day);
  expect(await told(workspaceId)).toMatchObject([{ days: "7", closed: true }]);
  expect(hints).toMatchObject([{ workspaceId, topic: "NOTIFICATION" }]);
});
