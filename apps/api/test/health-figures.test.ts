import { expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { useApiWorld, type PersonName } from "./api-world.ts";
import { append, type LogInbox, personalInbox, teamInbox } from "./log-world.ts";

const world = useApiWorld();
const [hour, day] = [3_600_000, 86_400_000];
const today = Math.floor(Date.now() / day) * day;
/** A time of a day so many days ago, in UTC. */
const ago = (days: number, hours: number): number => today - days * day + hours * hour;
const dayOf = (days: number): string => new Date(ago(days, 0)).toISOString().slice(0, 10);

type State = "CONNECTED" | "FAILING" | "DISCONNECTED" | "OFF" | "REMOVED";

async function make(name: PersonName, inbox: LogInbox, state: State): Promise<LogInbox> {
  const [reason, at] = state === "DISCONNECTED" ? ["BAD_CREDENTIALS", new Date()] : [null, null];
  await world().database.query(
    `insert into inbox (workspace_id, id, kind, owner_id, shared_inbox_id, address, address_key, provider, mail_host, state, state_changed_at, reason,
       disconnected_at, version, created_at, grant_id)
     values ($1, $2, $3, $4, $5, $6, $6, 'IMAP', 'imap.example.test', $7, $8, $9, $10, 1, $8, gen_random_uuid())`,
    [
      world().ids[name].workspaceId,
      inbox.id,
      inbox.kind,
      inbox.ownerId,
      inbox.sharedInboxId,
      `${inbox.id}@example.test`,
      state,
      new Date(),
      reason,
      at,
    ],
  );
  return inbox;
}

const own = (name: PersonName): LogInbox => personalInbox(world().ids[name].memberId);
const gone = (at: number, reason: "BAD_CREDENTIALS" | "ACCESS_REVOKED" | "UNREACHABLE" | "MFA_REQUIRED") =>
  ({ type: "DISCONNECTED", at, more: { reason } }) as const;
const back = (at: number, fromState: "DISCONNECTED" | "FAILING" | "OFF", type: "RECONNECTED" | "RECOVERED" = "RECONNECTED") =>
  ({ type, at, more: { fromState } }) as const;

async function end(name: PersonName, inbox: LogInbox, access: string): Promise<void> {
  await world().database.query(
    `insert into inbox_grant (workspace_id, id, inbox_id, provider, account_kind, account_key, access, access_changed_at, credentials, started_at)
     values ($1, $2, $3, 'IMAP', 'IMAP', 'key', $4, $5, 'SEALED', $5)`,
    [world().ids[name].workspaceId, newId(), inbox.id, access, new Date()],
  );
}

async function figuresOf(name: PersonName) {
  const query = `{ healthSummary { byState { state count } byDay(days: 6) { day disconnected reconnected } byReason { reason count }
    all: byReason(days: 400) { reason count } providerAccessOpen medianTimeToReconnectSeconds incidents { id } } }`;
  interface Figures {
    readonly byState: readonly { readonly state: string; readonly count: number }[];
    readonly byDay: readonly { readonly day: string; readonly disconnected: number; readonly reconnected: number }[];
    readonly byReason: readonly { readonly reason: string; readonly count: number }[];
    readonly all: readonly { readonly reason: string; readonly count: number }[];
    readonly providerAccessOpen: number;
    readonly medianTimeToReconnectSeconds: number | null;
    readonly incidents: readonly object[];
  }
  const { healthSummary } = await (await world().asMember(name)).get<{ healthSummary: Figures }>(query);
  const counts = (list: readonly { readonly count: number; readonly state?: string; readonly reason?: string }[]) =>
    list.map(({ state, reason, count }) => `${state ?? reason} ${count}`);
  const { byState, byDay, byReason, all } = healthSummary;
  return {
    ...healthSummary,
    byState: counts(byState),
    byReason: counts(byReason),
    all: counts(all),
    byDay: byDay.map((one) => `${one.day} -${one.disconnected} +${one.reconnected}`),
  };
}

test("the figures of a known world are what each person may see of it: an admin all, a member their own and the team's", async () => {
  const { database, ids } = world();
  const { workspaceId } = ids.ola;
  const [first, second] = [await make("ola", own("ola"), "CONNECTED"), await make("ola", own("ola"), "CONNECTED")];
  for (const state of ["FAILING", "DISCONNECTED", "OFF", "REMOVED"] as const) await make("ola", own("ola"), state);
  const brunos = await make("bruno", own("bruno"), "CONNECTED");
  const team = await make("ola", teamInbox(), "DISCONNECTED");
  const elsewhere = await make("olga", own("olga"), "CONNECTED");
  const [old, mended] = [gone(ago(40, 10), "MFA_REQUIRED"), back(ago(39, 10), "DISCONNECTED")];
  await append(database, workspaceId, first, [old, mended, gone(ago(5, 10), "BAD_CREDENTIALS"), back(ago(5, 11), "DISCONNECTED")]);
  await append(database, workspaceId, second, [gone(ago(4, 10), "ACCESS_REVOKED"), back(ago(3, 10), "DISCONNECTED", "RECOVERED")]);
  // Turned on again, or failing and well again: no return from a disconnection.
  await append(database, workspaceId, second, [back(ago(2, 10), "OFF"), back(ago(2, 11), "FAILING", "RECOVERED")]);
  await append(database, workspaceId, brunos, [gone(ago(5, 12), "BAD_CREDENTIALS"), back(ago(5, 12.5), "DISCONNECTED")]);
  await append(database, workspaceId, team, [gone(ago(2, 9), "UNREACHABLE")]);
  await append(database, ids.olga.workspaceId, elsewhere, [gone(ago(1, 9), "UNREACHABLE")]);
  for (const access of ["REVOKING", "AWAITING_PERSON", "ATTESTED", "REVOKED", "GRANTED", "STILL_USED"]) await end("ola", first, access);
  await end("bruno", brunos, "AWAITING_PERSON");
  await end("ola", team, "REVOKING");
  await end("olga", elsewhere, "REVOKING");
  const days = (...counts: readonly string[]) => counts.map((count, index) => `${dayOf(counts.length - 1 - index)} ${count}`);

  expect(await figuresOf("sofia")).toEqual({
    byState: ["CONNECTED 3", "DISCONNECTED 2", "FAILING 1", "OFF 1"],
    byDay: days("-2 +2", "-1 +0", "-0 +1", "-1 +0", "-0 +0", "-0 +0"),
    byReason: ["BAD_CREDENTIALS 2", "ACCESS_REVOKED 1", "UNREACHABLE 1"],
    all: ["BAD_CREDENTIALS 2", "ACCESS_REVOKED 1", "MFA_REQUIRED 1", "UNREACHABLE 1"],
    providerAccessOpen: 5,
    // Of 30 min, 1 h and 24 h.
    medianTimeToReconnectSeconds: 3_600,
    incidents: [],
  });
  expect(await figuresOf("ola")).toEqual({
    byState: ["CONNECTED 2", "DISCONNECTED 2", "FAILING 1", "OFF 1"],
    byDay: days("-1 +1", "-1 +0", "-0 +1", "-1 +0", "-0 +0", "-0 +0"),
    byReason: ["ACCESS_REVOKED 1", "BAD_CREDENTIALS 1", "UNREACHABLE 1"],
    all: ["ACCESS_REVOKED 1", "BAD_CREDENTIALS 1", "MFA_REQUIRED 1", "UNREACHABLE 1"],
    providerAccessOpen: 4,
    medianTimeToReconnectSeconds: 45_000,
    incidents: [],
  });
  expect(await figuresOf("bruno")).toMatchObject({
    byState: ["CONNECTED 1", "DISCONNECTED 1"],
    byReason: ["BAD_CREDENTIALS 1", "UNREACHABLE 1"],
    providerAccessOpen: 2,
    medianTimeToReconnectSeconds: 1_800,
  });
  expect(await figuresOf("olga")).toMatchObject({
    byState: ["CONNECTED 1"],
    byDay: days("-0 +0", "-0 +0", "-0 +0", "-0 +0", "-1 +0", "-0 +0"),
    medianTimeToReconnectSeconds: null,
    providerAccessOpen: 1,
  });
});
