import { describe, expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { FormBrowser } from "./form-browser.ts";
import {
  act,
  allow,
  type Begun,
  connect,
  connectImap,
  findInbox,
  getAttempt,
  imapLogin,
  removeFully,
  type SeenAttempt,
  verbs,
  walk,
  walkToCallback,
} from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// Without workers: nothing but what these tests ask for is looked at, so that rows can be compared whole.
const world = useApiWorld({ role: "api" });

type Provider = "google" | "microsoft" | "imap";
type State = "CONNECTED" | "FAILING" | "DISCONNECTED" | "OFF" | "REMOVED";
type Row = Readonly<Record<string, unknown>>;

const likes: Readonly<Record<Provider, string>> = {
  google: "new@google.demo.test",
  microsoft: "new@microsoft.demo.test",
  imap: "new@imap.demo.test",
};

/** Everything that is stored of an inbox's state, its failures and its checks. */
async function rowOf(id: string): Promise<Row> {
  const sql = `select to_jsonb(h) || to_jsonb(i)
      || jsonb_build_object('events', (select count(*) from inbox_event e where e.inbox_id = i.id),
        'checks', (select count(*) from inbox_check c where c.inbox_id = i.id)) as row
    from inbox i join inbox_health h on h.workspace_id = i.workspace_id and h.inbox_id = i.id where i.id = $1`;
  const [found] = await world().database.query<{ row: Row }>(sql, [parseGlobalId("inbox", id)]);
  return found?.row ?? {};
}

async function set(table: "inbox" | "inbox_health", id: string, column: string, to: string): Promise<void> {
  const key = table === "inbox" ? "id" : "inbox_id";
  await world().database.query(`update ${table} set ${column} = ${to} where ${key} = $1`, [parseGlobalId("inbox", id)]);
}

const trouble = (address: string, body: Row) => world().sandbox.trouble(`accounts/${address}`, body);

/** A fresh account's inbox. */
async function make(member: MemberClient, provider: Provider, name: string): Promise<{ id: string; address: string }> {
  const address = `${name}@${likes[provider].split("@")[1]}`;
  await world().sandbox.addAccounts(likes[provider], [address]);
  const { id } = provider === "imap" ? await connectImap(world(), member, address) : await connect(member, address);
  return { id, address };
}

async function fail(member: MemberClient, id: string, address: string): Promise<void> {
  await trouble(address, { imapReply: "unavailable" });
  for (let checks = 0; checks < 3; checks += 1) await act(member, "check", id);
  await trouble(address, { imapReply: null });
}

async function disconnect(member: MemberClient, id: string, address: string): Promise<void> {
  await trouble(address, address.includes("imap") ? { password: "another" } : { appAccess: "removed" });
  await act(member, "check", id);
  await set("inbox_health", id, "refused_at", "refused_at - interval '1 hour'");
  await act(member, "check", id);
  if (address.includes("imap")) await trouble(address, { password: "relink-demo" });
}

/** How an inbox comes into each state, with as many traces of failures as that state may have. */
const bringTo: Readonly<Record<State, (member: MemberClient, id: string, address: string) => Promise<unknown>>> = {
  async CONNECTED(member, id, address) {
    await trouble(address, { imapReply: "unavailable" });
    await act(member, "check", id);
    await trouble(address, { imapReply: null });
  },
  FAILING: fail,
  DISCONNECTED: disconnect,
  async OFF(member, id, address) {
    await fail(member, id, address);
    await act(member, "turnOff", id);
  },
  async REMOVED(member, id, address) {
    await disconnect(member, id, address);
    await act(member, "remove", id);
  },
};

async function beginAgain(member: MemberClient, id: string): Promise<Begun> {
  return (await member.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId: id } })).done;
}

/** Signs in once more; IMAP: gives the password once more. Answers what the attempt, or the refusal, said. */
async function reconnect(member: MemberClient, id: string, address: string): Promise<Pick<SeenAttempt, "state" | "failure">> {
  if (address.includes("imap")) {
    const { kind: _kind, address: _address, ...login } = imapLogin(world(), address);
    const { refusal } = await member.ask(verbs.reconnectImap, { input: { ...login, inboxId: id } });
    return { state: refusal ? "FAILED" : "SUCCEEDED", failure: refusal?.code ?? null };
  }
  const begun = await beginAgain(member, id);
  await walk(begun.authorizationUrl, address);
  return getAttempt(member, begun.attempt.id);
}

/** Without what the look at the sending server writes, which follows by itself. */
function withoutSending({ sending: _sending, sending_tried_at: _triedAt, ...row }: Row): Row {
  return row;
}

/** The states of a row, one after the other, that a reader sees who reads as fast as it can while `work` runs. */
async function watch(id: string, work: Promise<unknown>): Promise<readonly Row[]> {
  const seen = new Map<string, Row>();
  let over = false;
  const ending = work.finally(() => (over = true));
  const look = async (): Promise<void> => {
    const row = withoutSending(await rowOf(id));
    seen.set(JSON.stringify(row), row);
  };
  while (!over) await look();
  await ending;
  await look();
  return [...seen.values()];
}

const noFailure = {
  reason: null,
  provider_code: null,
  disconnected_at: null,
  abandoned: false,
  replaced: false,
  consecutive_failures: 0,
  refusal_reason: null,
  refusal_code: null,
  refused_at: null,
  uncoded_refusals: 0,
  provider_access: "GRANTED",
};

const traces: Readonly<Record<State, Row>> = {
  CONNECTED: { consecutive_failures: 1 },
  FAILING: { consecutive_failures: 3 },
  DISCONNECTED: { reason: expect.any(String), provider_code: expect.any(String), disconnected_at: expect.any(String) },
  OFF: {},
  REMOVED: { reason: expect.any(String), disconnected_at: expect.any(String), grant_id: null },
};

const cases: readonly (readonly [State, Provider])[] = [
  ["CONNECTED", "google"],
  ["FAILING", "google"],
  ["DISCONNECTED", "google"],
  ["OFF", "google"],
  ["REMOVED", "google"],
  ["DISCONNECTED", "microsoft"],
  ["REMOVED", "microsoft"],
  ["FAILING", "imap"],
  ["DISCONNECTED", "imap"],
];

describe.each(cases)("a reconnection from %s at %s", (state, provider) => {
  test("is decided by a real check, and resets every trace of failure in one transaction", async () => {
    const ola = await world().asMember("ola");
    const { id, address } = await make(ola, provider, state.toLowerCase());
    if (provider !== "imap") await until(async () => (await rowOf(id))["sending"] === "WORKING", "its sending server was looked at");
    await bringTo[state](ola, id, address);
    await set("inbox_health", id, "sending", "'REFUSED'");
    const before = await rowOf(id);
    expect(before).toMatchObject({ state, ...traces[state] });

    await trouble(address, { imapReply: "unavailable" });
    expect(await reconnect(ola, id, address), "a callback, or a password, decides nothing").toMatchObject({
      state: "FAILED",
      failure: "PROVIDER_UNAVAILABLE",
    });
    expect(await rowOf(id)).toEqual(before);
    await trouble(address, { imapReply: null });

    const seen = await watch(
      id,
      reconnect(ola, id, address).then((end) => expect(end).toMatchObject({ state: "SUCCEEDED", failure: null })),
    );
    expect(seen, "nobody sees anything between").toEqual([withoutSending(before), withoutSending(await rowOf(id))]);
    expect(await rowOf(id)).not.toMatchObject({ sending: "REFUSED" });
    expect(seen[1]).toMatchObject({
      ...noFailure,
      state: "CONNECTED",
      version: Number(before["version"]) + 1,
      events: Number(before["events"]) + 1,
      checks: Number(before["checks"]) + 1,
    });
    expect((await act(ola, "check", id)).check).toMatchObject({ verdict: "OK" });
  });
});

describe("a removed inbox", () => {
  const longAgo = (more: string) => `state_changed_at - interval '30 days' ${more}`;

  test("comes back within 30 days, and after them is refused by the contract's code, whatever it is asked with", async () => {
    const ola = await world().asMember("ola");
    for (const provider of ["google", "imap"] as const) {
      const [late, early] = [await make(ola, provider, "late"), await make(ola, provider, "early")];
      for (const { id } of [late, early]) await removeFully(ola, id);
      await set("inbox", early.id, "state_changed_at", longAgo("+ interval '5 minutes'"));
      await set("inbox", late.id, "state_changed_at", longAgo("- interval '1 second'"));
      const before = await rowOf(late.id);
      const verb = provider === "imap" ? verbs.reconnectImap : verbs.reconnect;
      const { kind: _kind, address: _address, ...login } = imapLogin(world(), late.address);
      const input = { inboxId: late.id, ...(provider === "imap" ? login : {}) };
      const refusal = await ola.refused(verb, { input });
      const allowedActions = (await findInbox(ola, late.id))?.allowedActions;
      expect(allowedActions).not.toContain("RECONNECT");
      expect(refusal).toMatchObject({
        code: "TRANSITION_NOT_ALLOWED",
        extensions: { state: "REMOVED", action: "RECONNECT", allowedActions },
      });
      expect(await rowOf(late.id)).toEqual(before);
      expect((await findInbox(ola, early.id))?.allowedActions).toContain("RECONNECT");
      expect(await reconnect(ola, early.id, early.address)).toMatchObject({ state: "SUCCEEDED" });
      expect(await rowOf(early.id)).toMatchObject({ ...noFailure, state: "CONNECTED" });
    }
  });

  test("does not come back by a sign-in that began within the 30 days and ended after them", async () => {
    const ola = await world().asMember("ola");
    const { id, address } = await make(ola, "google", "slow");
    await removeFully(ola, id);
    const [begun, browser] = [await beginAgain(ola, id), new FormBrowser()];
    const callback = await walkToCallback(begun.authorizationUrl, address, allow, browser);
    await set("inbox", id, "state_changed_at", longAgo(""));
    const before = await rowOf(id);
    await browser.open(callback.href);
    expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "FAILED", failure: "SUPERSEDED" });
    expect(await rowOf(id)).toEqual(before);
  });
});
