import { expect, test } from "vitest";
import type { Following, MemberClient } from "./api-client.ts";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { begin, getInbox, type SeenInbox, verbs, walk } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// An attempt lasts 9 s.
const world = useApiWorld({ start: false, timeScale: 100 });
const kills = Number(process.env["KILLS"] ?? 10);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const accounts = ["new@google.demo.test", "second@google.demo.test", "third@google.demo.test"];
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

/** Connects, turns off and removes one address over and over, whatever happens, until it is told to stop. */
async function live(member: MemberClient, address: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const states = "[CONNECTED, FAILING, DISCONNECTED, OFF]";
      const { inboxes } = await member.get<{ inboxes: { nodes: { id: string; state: string }[] } }>(
        `{ inboxes(filter: { search: "${address}", states: ${states} }) { nodes { id state } } }`,
      );
      const [inbox] = inboxes.nodes;
      if (!inbox) await walk((await begin(member, address)).authorizationUrl, address);
      else if (inbox.state === "OFF" || inbox.state === "DISCONNECTED") await member.get(verbs.remove, { input: { inboxId: inbox.id } });
      else await member.get(verbs.turnOff, { input: { inboxId: inbox.id } });
    } catch {
      // The process has just been killed, or is not back yet.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
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
  { timeout: 150_000 + kills * 10_000 },
  async () => {
    const chance = createChance(seed);
    let api: ApiChild = await spawnApi(world().variables);
    const ola = await world().asMember("ola");
    const stopping = new AbortController();
    const seen: SeenEvent[] = [];
    let cursor = (await ola.get<{ logHead: string }>("{ logHead }")).logHead;
    const living = accounts.map((address) => live(ola, address, stopping.signal));
    const listen = (): Following<{ inboxEvents: SeenEvent }> => ola.follow(events, { after: cursor });
    const take = async (following: Following<{ inboxEvents: SeenEvent }>): Promise<void> => {
      await following.stop();
      seen.push(...following.seen.map(({ inboxEvents }) => inboxEvents));
      cursor = seen.at(-1)?.cursor ?? cursor;
    };
    for (let done = 0; done < kills; done += 1) {
      const following = listen();
      await new Promise((resolve) => setTimeout(resolve, 300 + chance() * 1_500));
      expect(await api.kill("SIGKILL")).toBe("SIGKILL");
      await take(following);
      api = await spawnApi(world().variables);
    }
    stopping.abort();
    await Promise.all(living);
    const last = listen();
    await until(
      async () =>
        (await allInboxes(ola)).every(({ state, providerAccess }) =>
          state === "REMOVED" ? ["NONE", "REVOKED"].includes(providerAccess) : state !== "CONNECTING",
        ),
      "all is closed",
      // Back-offs of what was killed add up, and this machine may be busy.
      90_000,
    );
    await until(async () => (await world().database.query("select 1 from stray_grant")).length === 0, "no stray grant is left", 20_000);
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
