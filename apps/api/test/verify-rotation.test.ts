import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { GrantId } from "@relink/domain";
import { grantLock } from "../src/grant/credentials.ts";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { type ApiChild, findFreePort, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, getInbox, removeFully } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// Nobody tries by themselves here: what is tried is what these tests ask for.
const world = useApiWorld({ role: "api" });
const address = "new@microsoft.demo.test";
let second: ApiChild;

beforeAll(async () => {
  const port = await findFreePort();
  // The same installation: whoever is signed in at the one is so at the other.
  second = await spawnApi({ ...world().variables, PORT: String(port) });
  secondUrl = `http://localhost:${port}`;
});
afterAll(() => second.kill("SIGTERM"));
let secondUrl = "";

async function reusesSince(after: number): Promise<readonly (number | undefined)[]> {
  return (await world().facts("refresh-ok", address, after)).map(({ detail }) => detail.reuse);
}

/** Somebody who is about to try, too, until the connection ends. */
async function holdGrant(grantGlobalId: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: world().ownerUrl });
  client.on("error", () => undefined);
  await client.connect();
  const lock = grantLock({ id: parseGlobalId("grant", grantGlobalId) as GrantId });
  await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [lock]);
  return client;
}

test("tries of sealed credentials at once, on two processes, make one request; the next is made with the rotated token", async () => {
  const [here, there] = [await world().asMember("ola"), await world().asMember("ola", secondUrl)];
  const { id } = await connect(here, address);
  await removeFully(here, id);
  const after = (await world().facts("", undefined)).at(-1)?.id ?? 0;
  const lock = await holdGrant((await getInbox(here, id)).endedGrants[0]?.id ?? "");
  const trying = Promise.all([here, there, here, there].map((member) => act(member, "verify", id)));
  const waiting =
    "select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
  await until(async () => (await world().database.query(waiting)).length === 4, "all four have read the token, and wait for each other");
  await lock.end();
  const tries = await trying;
  expect(tries.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => "STILL_ACCEPTED"));
  expect(await reusesSince(after)).toEqual([0]);
  expect(await act(there, "verify", id)).toMatchObject({ outcome: "STILL_ACCEPTED" });
  expect(await act(here, "verify", id)).toMatchObject({ outcome: "STILL_ACCEPTED" });
  expect(await reusesSince(after)).toEqual([0, 0, 0]);
  await world().sandbox.trouble(`accounts/${address}`, { appAccess: "removed" });
  expect(await act(here, "verify", id)).toMatchObject({ outcome: "REFUSED", inbox: { providerAccess: "REVOKED" } });
});
