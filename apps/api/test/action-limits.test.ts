import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, MemberClient } from "./api-client.ts";
import { type ApiChild, findFreePort, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connectImap, removeFully, type Verb, verbs } from "./inbox-steps.ts";

const world = useApiWorld({ role: "api" });
const address = "ola@imap.demo.test";
let second: ApiChild;

/** A second process of the same installation, anew at each call. */
async function startSecond(): Promise<MemberClient> {
  const port = await findFreePort();
  second = await spawnApi({ ...world().variables, PORT: String(port) });
  return world().asMember("ola", `http://localhost:${port}`);
}

beforeAll(async () => {
  members = [await world().asMember("ola"), await startSecond()];
});
afterAll(() => second.kill("SIGTERM"));
let members: readonly MemberClient[] = [];

/** So many at once, by turns on both processes; answers how many were let through, and how long the others wait, in seconds. */
async function storm(verb: Verb, inboxId: string, count: number): Promise<{ passed: number; waits: readonly number[] }> {
  const asked = Array.from({ length: count }, (_, index) => members[index % 2]?.ask(verbs[verb], { input: { inboxId } }));
  const answers = (await Promise.all(asked)).filter((answer): answer is Answer<unknown> => answer !== undefined);
  const refusals = answers.flatMap(({ refusal }) => refusal ?? []);
  expect(refusals.filter(({ code }) => code !== "RATE_LIMITED")).toEqual([]);
  return { passed: answers.length - refusals.length, waits: refusals.map(({ extensions }) => Number(extensions["retryAfterSeconds"])) };
}

async function logins(): Promise<number> {
  const both = await Promise.all(["imap-login-ok", "imap-login-refused"].map((kind) => world().facts(kind, address)));
  return both.flat().length;
}

async function letPass(interval: string): Promise<void> {
  await world().database.query("update action_window set taken = array(select t - $1::interval from unnest(taken) t)", [interval]);
}

test("10 looks a minute and inbox, on all processes together", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, address);
  const first = await storm("check", id, 14);
  expect([first.passed, first.waits.length]).toEqual([10, 4]);
  for (const wait of first.waits) expect([wait > 30, wait <= 60]).toEqual([true, true]);
  await letPass("61 seconds");
  expect((await storm("check", id, 2)).passed).toBe(2);
  await removeFully(ola, id);
});

test("3 tries an hour of a removed IMAP inbox's password, on all processes together and over restarts: no account gets locked", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, address);
  await removeFully(ola, id);
  const before = await logins();
  const first = await storm("verify", id, 8);
  expect([first.passed, first.waits.length, (await logins()) - before]).toEqual([3, 5, 3]);
  for (const wait of first.waits) expect([wait > 3_500, wait <= 3_600]).toEqual([true, true]);
  expect(await second.kill("SIGKILL")).toBe("SIGKILL");
  members = [ola, await startSecond()];
  expect(await storm("verify", id, 2)).toMatchObject({ passed: 0 });
  // In any hour, not in each: half an hour later there is none, and each place is free an hour after it was taken.
  await letPass("30 minutes");
  expect(await storm("verify", id, 2)).toMatchObject({ passed: 0 });
  await letPass("31 minutes");
  expect(await storm("verify", id, 5)).toMatchObject({ passed: 3 });
  expect((await logins()) - before).toBe(6);
});
