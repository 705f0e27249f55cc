import { noTrouble, type Inbox, type Verdict } from "@relink/domain";
import { expect, test } from "vitest";
import { useIncidentRounds } from "../../test/incident-rounds.ts";
import { newId } from "../platform/new-id.ts";

const { begin, said, query, now, pass, worker, workspace, inboxes, interval, notices } = useIncidentRounds();
const minute = 60_000;

const refused: Verdict = { verdict: "refused", reason: "BAD_CREDENTIALS", providerCode: "AUTHENTICATIONFAILED" };
const down: Verdict = { verdict: "passing", providerCode: "ECONNREFUSED" };
const fine: Verdict = { verdict: "ok" };

test("a host that stops with 2,000 inboxes of two workspaces is one incident, told to each admin once, and closes when it is back", async () => {
  const [one, other, third] = [await workspace(), await workspace(), await workspace()];
  const all = [...(await inboxes(1_900, one)), ...(await inboxes(100, other))];
  const it = worker();
  await interval(it, all, () => fine);
  await interval(it, all, () => down);
  await interval(it, all, () => down);
  expect(said).toEqual(["PROVIDER_OUTAGE opened"]);
  const touched = await query<{ count: number }>("select count(*)::int as count from incident_inbox group by workspace_id order by 1");
  expect(touched.map(({ count }) => count)).toEqual([100, 1_900]);
  const opened = [
    { role: "ADMIN", kind: "PROVIDER_OUTAGE", closed: "false" },
    { role: "SUPER_ADMIN", kind: "PROVIDER_OUTAGE", closed: "false" },
  ];
  for (const id of [one, other]) expect(await notices(id)).toEqual(opened.map((notice) => ({ ...notice, over: false })));
  await interval(it, all, () => fine);
  await interval(it, all, () => fine);
  expect(said).toEqual(["PROVIDER_OUTAGE opened", "PROVIDER_OUTAGE closed"]);
  const closed = opened.map((notice) => ({ ...notice, closed: "true", over: true }));
  for (const id of [one, other]) expect(await notices(id)).toEqual([...opened.map((notice) => ({ ...notice, over: true })), ...closed]);
  expect(await notices(third)).toEqual([]);
  expect(await query("select 1 from check_trouble")).toHaveLength(0);
});

test("a host that refuses everybody is seen before the second look of the first, 30 s later", async () => {
  const all = await inboxes(2_000, await workspace());
  const it = worker();
  await interval(it, all, () => fine);
  const first = all[0]!;
  const looks = {
    ...first,
    ourEnd: { ...first.ourEnd, trouble: { ...noTrouble(begin), consecutiveFailures: 1, refusal: { at: now() } } },
  } as Inbox;
  // 3.3 checks a second, each refused; the first one's second look is 30 s after its first.
  for (let index = 0; index < 100; index += 1) {
    it.watch.saw({ inbox: all[index]!, verdict: refused, byPerson: false });
    pass(300);
  }
  expect(await it.watch.holds({ inbox: looks, verdict: refused, byPerson: false }, true)).toBe(true);
  await it.round();
  expect(said).toEqual(["PROVIDER_OUTAGE opened"]);
});

test("an open outage holds what a check would disconnect, but not what a person reported; a few refusals hold nothing", async () => {
  const all = await inboxes(100, await workspace());
  const it = worker();
  await interval(it, all, () => fine);
  await interval(it, all, (index) => (index < 4 ? refused : fine));
  expect(await it.watch.holds({ inbox: all[0]!, verdict: refused, byPerson: false }, true)).toBe(false);
  await interval(it, all, () => refused);
  expect(said).toEqual(["PROVIDER_OUTAGE opened"]);
  // Another process, which has not heard of it yet.
  const fresh = worker().watch;
  expect(await fresh.holds({ inbox: all[0]!, verdict: refused, byPerson: false }, true)).toBe(true);
  expect(await fresh.holds({ inbox: all[0]!, verdict: refused, byPerson: true }, true)).toBe(false);
  fresh.saw({ inbox: all[0]!, verdict: refused, byPerson: true });
  // The person's check was its first look: the second one comes by itself.
  expect(await fresh.holds({ inbox: all[0]!, verdict: refused, byPerson: false }, true)).toBe(false);
  expect(await fresh.holds({ inbox: all[1]!, verdict: refused, byPerson: false }, true)).toBe(true);
});

test("at a small host those who passed shortly before they were refused are counted once: five of sixteen are forming", async () => {
  const all = await inboxes(16, await workspace());
  const it = worker();
  await interval(it, all, () => fine);
  await interval(it, all, () => fine);
  const [first] = all;
  if (!first) throw new Error("There are sixteen.");
  const looks = {
    ...first,
    ourEnd: { state: "CONNECTED", trouble: { ...noTrouble(begin), consecutiveFailures: 1, refusal: { at: now() } } },
  } as Inbox;
  const hold = () => it.watch.holds({ inbox: looks, verdict: refused, byPerson: false }, true);
  for (const inbox of all.slice(0, 4)) it.watch.saw({ inbox, verdict: refused, byPerson: false });
  expect(await hold()).toBe(false);
  it.watch.saw({ inbox: all[4] ?? first, verdict: refused, byPerson: false });
  expect(await hold()).toBe(true);
});

test("when it closes, what it held and what was disconnected before it was seen is looked at soon", async () => {
  const all = await inboxes(60, await workspace());
  const it = worker();
  await interval(it, all, () => down);
  await query("update inbox set state = 'DISCONNECTED', reason = 'ACCESS_REVOKED', disconnected_at = now() where id = $1", [all[0]!.id]);
  await query("update inbox set state = 'OFF' where id = $1", [all[1]!.id]);
  await query("delete from due_check where inbox_id = any($1)", [[all[0]!.id, all[1]!.id]]);
  // 57 of the 58 that are still looked at are back; one is held, since its own password is gone.
  await interval(it, all.slice(2), (index) => (index === 0 ? refused : fine));
  await interval(it, all.slice(2), (index) => (index === 0 ? refused : fine));
  expect(said).toEqual(["PROVIDER_OUTAGE opened", "PROVIDER_OUTAGE closed"]);
  const soon = await query<{ id: string }>("select inbox_id as id from due_check where due_at < $1", [new Date(now())]);
  expect(soon.map(({ id }) => id)).toEqual(expect.arrayContaining([all[0]!.id, all[2]!.id]));
  expect(soon.map(({ id }) => id)).not.toContain(all[1]!.id);
});

test("when it closes, what had been disconnected there long before and is looked at every hour is looked at soon, too", async () => {
  const workspaceId = await workspace();
  const all = await inboxes(63, workspaceId);
  const [hourly, never, elsewhere] = all.slice(60).map(({ id }) => id);
  await query("update inbox set state = 'DISCONNECTED', reason = 'UNREACHABLE', disconnected_at = $2 where id = any($1)", [
    [hourly, elsewhere],
    new Date(begin),
  ]);
  await query("update inbox set state = 'DISCONNECTED', reason = 'ACCESS_REVOKED', disconnected_at = $2 where id = $1", [
    never,
    new Date(begin),
  ]);
  await query("update inbox set mail_host = 'imap.elsewhere.test' where id = $1", [elsewhere]);
  // A reason without a second chance is not due by itself.
  await query("delete from due_check where inbox_id = $1", [never]);
  const it = worker();
  await interval(it, all.slice(0, 60), () => down);
  for (let time = 0; time < 3; time += 1) await interval(it, all.slice(0, 60), () => fine);
  expect(said).toEqual(["PROVIDER_OUTAGE opened", "PROVIDER_OUTAGE closed"]);
  const soon = await query<{ id: string }>("select inbox_id as id from due_check where due_at < $1 and inbox_id = any($2)", [
    new Date(now()),
    [hourly, never, elsewhere],
  ]);
  expect(soon.map(({ id }) => id)).toEqual([hourly]);
});

test("a count that begins in the middle closes nothing: workers that were away for an hour find it as it was", async () => {
  const all = await inboxes(60, await workspace());
  const it = worker();
  await interval(it, all, () => down);
  pass(60 * minute);
  for (const inbox of all.slice(0, 3)) it.watch.saw({ inbox, verdict: fine, byPerson: false });
  await it.round();
  expect(said).toEqual(["PROVIDER_OUTAGE opened"]);
});

test("one inbox that fails five times counts once, and one that is disconnected does not speak for its host", async () => {
  const all = await inboxes(19, await workspace());
  const it = worker();
  for (let time = 0; time < 5; time += 1) {
    for (const inbox of all) it.watch.saw({ inbox, verdict: down, byPerson: false });
    await it.round();
    pass(minute);
  }
  const [gone] = await inboxes(1, newId());
  it.watch.saw({ inbox: { ...gone!, ourEnd: { state: "DISCONNECTED" } } as Inbox, verdict: down, byPerson: false });
  await it.round();
  expect(said).toEqual([]);
  it.watch.saw({ inbox: gone!, verdict: down, byPerson: false });
  await it.round();
  expect(said).toEqual(["PROVIDER_OUTAGE opened"]);
});

test("five inboxes of one domain with one policy code are one incident of their workspace alone", async () => {
  const [one, other] = [await workspace(), await workspace()];
  const blocked: Verdict = { verdict: "refused", reason: "POLICY_BLOCKED", providerCode: "AADSTS53003" };
  const mine = await inboxes(5, one, "moved.test");
  const theirs = await inboxes(4, other, "moved.test");
  const it = worker();
  await interval(it, [...mine, ...theirs, ...(await inboxes(100, other))], (index) => (index < 9 ? blocked : fine));
  expect(said).toEqual(["DOMAIN_POLICY opened"]);
  expect(await notices(one)).toHaveLength(2);
  expect(await notices(other)).toEqual([]);
  await query(
    "update inbox set state = 'DISCONNECTED', reason = 'POLICY_BLOCKED', provider_code = 'AADSTS53003', disconnected_at = now() where id = $1",
    [mine[0]!.id],
  );
  for (let time = 0; time < 5; time += 1) await interval(it, mine.slice(1), () => fine);
  expect(said).toEqual(["DOMAIN_POLICY opened"]);
  await query("update inbox set state = 'CONNECTED', reason = null, provider_code = null, disconnected_at = null where id = $1", [
    mine[0]!.id,
  ]);
  await it.round();
  expect(said).toEqual(["DOMAIN_POLICY opened", "DOMAIN_POLICY closed"]);
});
