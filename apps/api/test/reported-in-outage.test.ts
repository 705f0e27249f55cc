import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { useApiWorld } from "./api-world.ts";
import { connect, getInbox, type SeenInbox, untilInbox } from "./inbox-steps.ts";
import { incidentsOf } from "./incident-steps.ts";
import { until } from "./log-world.ts";
import { startRiscServer } from "./risc-server.ts";

const risc = await startRiscServer();
afterAll(() => risc.close());
// An interval of 3 s; a refresh is forced every 9 s. 5 inboxes of a host are an outage.
const world = useApiWorld({
  timeScale: 200,
  variables: { GOOGLE_RISC_CONFIGURATION: risc.configurationUrl, RELINK_OUTAGE_INBOXES: "5" },
});
const limitMs = 60_000;

async function report(address: string): Promise<number> {
  const response = await fetch(`${world().sandbox.ready.httpUrl}/sandbox/api/accounts`);
  const accounts = (await response.json()) as { address: string; subject: string }[];
  const sub = accounts.find((account) => account.address === address)?.subject;
  const events = risc.event("oauth/event-type/tokens-revoked", { subject_type: "iss-sub", iss: risc.issuer, sub });
  const body = await risc.sign({ iss: risc.issuer, aud: world().sandbox.ready.google.clientId, iat: 1, jti: randomUUID(), events });
  const headers = { "content-type": "application/secevent+jwt" };
  return (await fetch(`${world().url}/hooks/google/risc`, { method: "POST", headers, body })).status;
}

async function countRefused({ id }: Pick<SeenInbox, "id">): Promise<number> {
  const sql = "select count(*)::int as count from inbox_check where inbox_id = $1 and verdict = 'REFUSED'";
  return (await world().database.query<{ count: number }>(sql, [parseGlobalId("inbox", id)]))[0]?.count ?? 0;
}

test("in an open outage, the inbox that the provider itself reports is disconnected, and no other one; what was held is settled when it is over", async () => {
  const ola = await world().asMember("ola");
  const addresses = Array.from({ length: 8 }, (_, index) => `outage${index}@google.demo.test`);
  await world().sandbox.addAccounts("new@google.demo.test", addresses);
  const inboxes: SeenInbox[] = [];
  for (const address of addresses) inboxes.push(await connect(ola, address));
  const [reported, silent, ...others] = inboxes;
  const reply = (imapReply: string | null) =>
    Promise.all(addresses.map((address) => world().sandbox.trouble(`accounts/${address}`, { imapReply })));
  await reply("unavailable");
  await until(async () => (await incidentsOf(ola)).some(({ open }) => open), "the outage opens", limitMs);
  // Two people remove our access meanwhile; the provider reports the one.
  for (const inbox of [reported!, silent!]) await world().sandbox.trouble(`accounts/${inbox.address}`, { appAccess: "removed" });
  expect(await report(reported!.address)).toBe(202);
  const lost = await untilInbox(ola, reported!.id, ({ state }) => state === "DISCONNECTED", "the reported one is disconnected");
  expect(lost.disconnection).toEqual({ reason: "ACCESS_REVOKED", providerCode: "invalid_grant" });
  expect(await incidentsOf(ola)).toMatchObject([{ kind: "PROVIDER_OUTAGE", open: true }]);
  // The other one is refused again and again, and waits.
  await until(async () => (await countRefused(silent!)) >= 3, "the other one is refused thrice", limitMs);
  expect(await incidentsOf(ola)).toMatchObject([{ open: true }]);
  const gone = "select inbox_id as id from inbox_event where type = 'DISCONNECTED'";
  expect(await world().database.query(gone)).toEqual([{ id: parseGlobalId("inbox", reported!.id) }]);
  await reply(null);
  await until(async () => (await incidentsOf(ola)).every(({ open }) => !open), "it is over", limitMs);
  await until(async () => (await getInbox(ola, silent!.id)).state === "DISCONNECTED", "then the other one is told", limitMs);
  for (const { id } of others) await untilInbox(ola, id, ({ state }) => state === "CONNECTED", "it is back");
  expect(await world().database.query(gone)).toHaveLength(2);
});
