import { durations } from "@relink/domain";
import type { MemberClient } from "./api-client.ts";
import type { ApiWorld } from "./api-world.ts";
import { until } from "./log-world.ts";

export interface SeenMigration {
  readonly id: string;
  readonly domain: string;
  readonly fromProvider: string;
  readonly toProvider: string;
  readonly state: string;
  readonly evidence: readonly string[];
  readonly total: number;
  readonly waiting: number;
  readonly invited: number;
  readonly reconnected: number;
  readonly skipped: number;
}

export const migrationFields = "id domain fromProvider toProvider state evidence total waiting invited reconnected skipped";

export const migrationVerbs = {
  start: `mutation ($domain: String!, $fromProvider: Provider, $toProvider: Provider!, $idempotencyKey: String) {
    done: startMigration(domain: $domain, fromProvider: $fromProvider, toProvider: $toProvider, idempotencyKey: $idempotencyKey) { ${migrationFields} } }`,
  invite: `mutation ($id: ID!, $idempotencyKey: String) { done: sendMigrationInvitations(id: $id, idempotencyKey: $idempotencyKey) { ${migrationFields} } }`,
  skip: `mutation ($id: ID!, $inboxId: ID!) { done: skipMigrationItem(id: $id, inboxId: $inboxId) { ${migrationFields} } }`,
  dismiss: `mutation ($id: ID!) { done: dismissMigration(id: $id) { ${migrationFields} } }`,
} as const;

export type MigrationVerb = keyof typeof migrationVerbs;

export async function migrate(
  member: MemberClient,
  verb: MigrationVerb,
  variables: Readonly<Record<string, unknown>>,
): Promise<SeenMigration> {
  return (await member.get<{ done: SeenMigration }>(migrationVerbs[verb], variables)).done;
}

/** The newest migration of a domain; null for none. */
export async function findMigration(member: MemberClient, domain: string): Promise<SeenMigration | null> {
  const query = `{ migrations { nodes { ${migrationFields} } } }`;
  const { migrations } = await member.get<{ migrations: { nodes: SeenMigration[] } }>(query);
  return migrations.nodes.find((migration) => migration.domain === domain) ?? null;
}

export async function untilMigration(
  member: MemberClient,
  domain: string,
  isSo: (migration: SeenMigration) => boolean,
  what: string,
): Promise<SeenMigration> {
  let found: SeenMigration | null = null;
  const holds = async (): Promise<boolean> => {
    found = await findMigration(member, domain);
    return found !== null && isSo(found);
  };
  await until(holds, what, 60_000).catch((error: unknown) => {
    throw new Error(`${String(error)} It is ${JSON.stringify(found)}.`);
  });
  if (!found) throw new Error("It was there a moment ago.");
  return found;
}

interface Watched {
  readonly names: string | null;
  readonly looks: number;
  readonly due_at: Date;
  readonly last_look_at: Date | null;
}

export async function readWatch({ database }: ApiWorld, domain: string): Promise<Watched | null> {
  const [row] = await database.query<Watched>("select names, looks, due_at, last_look_at from domain_watch where domain = $1", [domain]);
  return row ?? null;
}

/** Waits until a domain was looked at, and what it named then. */
export async function untilLooked(world: ApiWorld, domain: string, names: string | null, after = 0): Promise<Watched> {
  let found: Watched | null = null;
  await until(async () => {
    found = await readWatch(world, domain);
    return found !== null && found.looks > 0 && found.names === names && (found.last_look_at?.getTime() ?? 0) > after;
  }, `${domain} is seen to name ${names}`);
  if (!found) throw new Error("It was there a moment ago.");
  return found;
}

/** As if the next look's time had come, and what was found before were forgotten. */
export async function lookNow({ database }: ApiWorld, domain: string): Promise<void> {
  await database.query("update domain_watch set due_at = last_look_at where domain = $1", [domain]);
}

/** So long is an answer of the name servers believed, and a little more. */
export function untilForgotten(timeScale: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durations.mxKept / timeScale + 100));
}

/** Lets a domain be looked at now; answers when it was. */
export async function look(world: ApiWorld, domain: string, timeScale: number): Promise<void> {
  await untilForgotten(timeScale);
  const before = (await readWatch(world, domain))?.last_look_at?.getTime() ?? 0;
  const asked = await world.database.query("select 1 from domain_watch where domain = $1", [domain]);
  if (asked.length !== 1) throw new Error(`${domain} is watched by ${asked.length} workspaces.`);
  await lookNow(world, domain);
  // It has been looked at once its next time lies ahead again.
  await until(async () => ((await readWatch(world, domain))?.due_at.getTime() ?? 0) > Date.now() + 60_000, `${domain} is looked at`);
  if (((await readWatch(world, domain))?.last_look_at?.getTime() ?? 0) < before) throw new Error(`${domain} was looked at before.`);
}

/** As if its MX had said so for days: 8 looks within almost 48 h, so that the next look completes them. */
export async function letDaysPass({ database }: ApiWorld, domain: string, timeScale: number): Promise<void> {
  const hours = (count: number): string => `${(count * 3_600_000) / timeScale} milliseconds`;
  await database.query(
    `update domain_watch set looks = 8, spanned_ms = $2, since = since - $3::interval, other_at = other_at - $3::interval,
       last_look_at = last_look_at - $4::interval where domain = $1`,
    [domain, Math.round((43 * 3_600_000) / timeScale), hours(49), hours(6)],
  );
}

export async function moveMx(world: ApiWorld, domain: string, mx: readonly string[], reply: string | null = null): Promise<void> {
  await world.sandbox.trouble(`domains/${domain}`, { mx: mx.map((exchange) => ({ preference: 10, exchange })), reply });
}
