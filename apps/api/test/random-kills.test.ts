import { expect, test } from "vitest";
import type { Following, MemberClient } from "./api-client.ts";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { type SandboxFact, useApiWorld } from "./api-world.ts";
import { act, begin, connect, getInbox, type SeenInbox, verbs, walk } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// An attempt lasts 9 s: those that a kill broke off have to end.
const world = useApiWorld({ start: false, timeScale: 100, variables: { RELINK_WAITS: "attempt=15m" } });
const kills = Number(process.env["KILLS"] ?? 10);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const accounts = ["new@google.demo.test", "second@google.demo.test", "new@microsoft.demo.test"];
const events = "subscription ($after: Cursor) { inboxEvents(after: $after) { id cursor inboxId inboxVersion } }";

interface SeenEvent {
  readonly id: string;
  readonly cursor: string;
  readonly inboxId: string;
  readonly inboxVersion: number;
}

/** mulberry32: chance that can be repeated. */
function createChance(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface LiveInbox {
  readonly id: string;
  readonly state: string;
}

/** What one may do next to an inbox; a reconnection and a look with a fresh token change nothing that a kill may lose. */
type Step = "turnOff" | "turnOn" | "remove" | "check" | "reconnect";
const next: Readonly<Record<string, readonly Step[]>> = {
  CONNECTED: ["turnOff", "turnOff", "check", "reconnect"],
  OFF: ["remove", "remove", "turnOn", "reconnect"],
  REMOVED: ["reconnect"],
};

async function reconnect(member: MemberClient, inboxId: string, address: string): Promise<void> {
  const { done } = await member.get<{ done: { authorizationUrl: string } }>(verbs.reconnect, { input: { inboxId } });
  await walk(done.authorizationUrl, address);
}

async function find(member: MemberClient, address: string): Promise<LiveInbox | null> {
  const query = "query ($filter: InboxFilter!) { inboxes(filter: $filter) { nodes { id state } } }";
  const states = ["CONNECTED", "FAILING", "DISCONNECTED", "OFF"];
  const { inboxes } = await member.get<{ inboxes: { nodes: LiveInbox[] } }>(query, { filter: { search: address, states } });
  return inboxes.nodes[0] ?? null;
}

/** How much those who live here got done, however busy the machine is. */
interface Progress {
  done: number;
  readonly signal: AbortSignal;
}

/** Connects, reconnects, refreshes, turns off and removes one address over and over, whatever happens, until it is told to stop. */
async function live(member: MemberClient, address: string, chance: () => number, progress: Progress): Promise<void> {
  let removed: LiveInbox | null = null;
  while (!progress.signal.aborted) {
    try {
      const found: LiveInbox | null = (await find(member, address)) ?? (chance() < 0.3 ? removed : null);
      const verb: Step | null | undefined =
        found && (next[found.state] ?? ["remove" as const])[Math.floor(chance() * (next[found.state]?.length ?? 1))];
      if (!found || !verb) await walk((await begin(member, address)).authorizationUrl, address);
      else if (verb === "reconnect") await reconnect(member, found.id, address);
      else await act(member, verb, found.id);
      progress.done += 1;
      removed = found && verb === "remove" ? { ...found, state: "REMOVED" } : null;
    } catch {
      removed = null;
      // The process has just been killed, or is not back yet; or it was done often enough.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function countReconnections(): Promise<number> {
  const [row] = await world().database.query<{ n: number }>("select count(*)::int as n from inbox_event where type = 'RECONNECTED'");
  return row?.n ?? 0;
}

/** Everything of one kind that the rehearsal servers wrote down, page by page. */
async function allFacts(kind: string): Promise<readonly SandboxFact[]> {
  const all: SandboxFact[] = [];
  for (;;) {
    const page = await world().facts(kind, undefined, all.at(-1)?.id);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/** Whose mailboxes our application may open, once for each grant: by what the providers gave and what they ended. */
async function openAtProviders(): Promise<readonly (string | null)[]> {
  const gone = [...(await allFacts("revoke")), ...(await allFacts("access-removed"))];
  const ended = new Set(gone.flatMap(({ detail }) => [...(detail.ended ?? []), ...(detail.grants ?? [])]));
  const open = new Map((await allFacts("token-issued")).map(({ detail, account }) => [detail.grant ?? "", account]));
  return [...open].filter(([grant]) => !ended.has(grant)).map(([, account]) => account);
}

/** The same by what Relink believes. */
async function openAtRelink(): Promise<readonly (string | null)[]> {
  const sql = "select signed_in_as as account from inbox_grant where access not in ('REVOKED', 'STILL_USED') order by 1";
  return (await world().database.query<{ account: string | null }>(sql)).map(({ account }) => account);
}

/**
 * What still lives must work, rotated tokens and all; then it goes, too. An address that is free is connected once more: a
 * kill between the provider's answer and its storing leaves a grant that nobody knows, until the account's next removal.
 */
async function useAndRemove(member: MemberClient): Promise<void> {
  for (const address of accounts) {
    const found = (await find(member, address)) ?? (await connect(member, address));
    if (found.state === "OFF") await act(member, "turnOn", found.id);
    await until(
      async () =>
        (await member.ask<{ done: { check: { verdict: string } } }>(verbs.check, { input: { inboxId: found.id } })).data?.done.check
          .verdict === "OK",
      `${address}, which was ${found.state}, works`,
      // Looks are limited to 10 a minute.
      70_000,
    );
    await act(member, "turnOff", found.id);
    await act(member, "remove", found.id);
  }
  // Microsoft has no revocation: the person ends it there, and each grant that waits is looked at.
  const microsoft = accounts.filter((address) => address.includes("microsoft"));
  for (const address of microsoft) await world().sandbox.trouble(`accounts/${address}`, { appAccess: "removed" });
  for (const { id, address, endedGrants } of await allInboxes(member)) {
    const waiting = microsoft.includes(address)
      ? endedGrants.filter(({ allowedActions }) => allowedActions.includes("VERIFY_ACCESS_REMOVED"))
      : [];
    for (const grant of waiting) await act(member, "verify", id, { grantId: grant.id });
  }
}

async function allInboxes(member: MemberClient): Promise<readonly SeenInbox[]> {
  const query =
    "{ inboxes(first: 200, filter: { states: [CONNECTING, CONNECTED, FAILING, DISCONNECTED, OFF, REMOVED] }) { nodes { id } } }";
  const { inboxes } = await member.get<{ inboxes: { nodes: { id: string }[] } }>(query);
  return Promise.all(inboxes.nodes.map(({ id }) => getInbox(member, id)));
}

test(
  `${kills} kills at any moment (seed ${seed}): both ends close, and no event is lost or doubled`,
  { timeout: 240_000 + kills * 20_000 },
  async () => {
    const chance = createChance(seed);
    let api: ApiChild = await spawnApi(world().variables);
    const ola = await world().asMember("ola");
    const stopping = new AbortController();
    const seen: SeenEvent[] = [];
    let cursor = (await ola.get<{ logHead: string }>("{ logHead }")).logHead;
    const progress: Progress = { done: 0, signal: stopping.signal };
    const living = accounts.map((address, index) => live(ola, address, createChance(seed + index + 1), progress));
    const listen = (): Following<{ inboxEvents: SeenEvent }> => ola.follow(events, { after: cursor });
    const take = async (following: Following<{ inboxEvents: SeenEvent }>): Promise<void> => {
      await following.stop();
      seen.push(...following.seen.map(({ inboxEvents }) => inboxEvents));
      cursor = seen.at(-1)?.cursor ?? cursor;
    };
    // What is done between two kills is chance: it goes on until reconnections were among it.
    for (let done = 0; done < kills || (done < 3 * kills && (await countReconnections()) <= kills / 10); done += 1) {
      const following = listen();
      const enough = progress.done + 2 + Math.floor(chance() * 4);
      await until(() => progress.done >= enough, "something is done between two kills");
      await new Promise((resolve) => setTimeout(resolve, chance() * 500));
      expect(await api.kill("SIGKILL")).toBe("SIGKILL");
      await take(following);
      api = await spawnApi(world().variables);
    }
    stopping.abort();
    await Promise.all(living);
    const last = listen();
    await useAndRemove(ola);
    await until(
      async () =>
        (await allInboxes(ola)).every(({ state, providerAccess }) =>
          state === "REMOVED" ? ["NONE", "REVOKED"].includes(providerAccess) : state !== "CONNECTING",
        ),
      "all is closed",
      // Back-offs of what was killed add up, and this machine may be busy.
      90_000,
    );
    await until(async () => (await world().database.query("select 1 from stray_grant")).length === 0, "no stray grant is left");
    const [given, [open, believed]] = [await allFacts("token-issued"), await Promise.all([openAtProviders(), openAtRelink()])];
    expect(given.length, "enough was granted on the way").toBeGreaterThan(kills);
    expect({ open, believed }, "what the providers still allow, by their own log, and what Relink believes").toEqual({
      open: [],
      believed: [],
    });
    const rows = await world().database.query<{ id: string; number: number }>(
      "select 'event_' || replace(id::text, '-', '') as id, number::int from inbox_event order by number",
    );
    await last.has(rows.length - seen.length);
    await take(last);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    expect(seen.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    for (const { inboxId, inboxVersion } of seen) {
      expect(inboxVersion).toBe(
        seen.filter((event) => event.inboxId === inboxId).findIndex((event) => event.inboxVersion === inboxVersion) + 1,
      );
    }
    expect(seen.length).toBeGreaterThan(kills * 3);
    const types = await world().database.query<{ type: string; n: number }>("select type, count(*)::int as n from inbox_event group by 1");
    const counts = Object.fromEntries(types.map(({ type, n }) => [type, n]));
    expect(counts, "nobody is disconnected by a kill").not.toHaveProperty("DISCONNECTED");
    expect(counts["RECONNECTED"] ?? 0, "reconnections were among it").toBeGreaterThan(kills / 10);
    const counted = await world().database.query(
      "select 1 from provider_account a where live <> (select count(*) from inbox_grant g where g.account_key = a.account_key and g.ended_at is null)",
    );
    expect(counted).toEqual([]);
    const orphans = await world().database.query(
      "select 1 from grant_secret s left join inbox_grant g on g.workspace_id = s.workspace_id and g.id = s.grant_id where g.credentials is null or g.credentials = 'DESTROYED'",
    );
    expect(orphans).toEqual([]);
    expect(await api.kill("SIGTERM")).toBe("0");
  },
);
