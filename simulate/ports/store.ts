import { shareOf, type Durations, type Fact } from "@relink/domain";
import type { CredentialNeeds } from "../../apps/api/src/grant/credentials.ts";
import { toProviderAccess } from "../../apps/api/src/inbox/held-inbox.ts";
import { nextLookAt } from "../../apps/api/src/inbox/next-look.ts";
import type { Change } from "../../apps/api/src/inbox/change.ts";
import type { CheckNeeds } from "../../apps/api/src/monitor/check-inbox.ts";
import type { Clock } from "../../apps/api/src/platform/clock.ts";
import type { SimInbox } from "../world/inbox.ts";
import type { SimProvider } from "../world/provider.ts";
import type { World } from "../world/world.ts";

export interface StoreNeeds {
  readonly world: World;
  readonly provider: SimProvider;
  readonly clock: Clock;
  /** A commit's part in the due checks; false where the claim of its check was lost. */
  readonly putDue: (inbox: SimInbox, at: number | null, claim: number | null) => boolean;
  readonly wrote: (inbox: SimInbox, facts: readonly Fact[], change: Change) => void;
}

export interface Ports {
  readonly needs: Omit<CheckNeeds, "incidents">;
  /** Writes down that a quiet inbox's token was refreshed then. */
  refreshed(inbox: SimInbox, at: number): void;
}

interface Kept {
  sealed: unknown;
  storedAt: number;
}

const tokenLife = 3_600_000;

/** The database's part of a check, in memory: reads, compare-and-swap, sealed credentials (not sealed here). */
export function createPorts({ world, provider, clock, putDue, wrote }: StoreNeeds): Ports {
  const secrets = new Secrets(world, clock);
  const query = secrets.query;
  const needs = {
    clock,
    database: { query },
    transactions: { locked: async <Value>(__: string, work: (transaction: { query: typeof query }) => Promise<Value>) => work({ query }) },
    vault: { open: (sealed: unknown) => ({ ok: true, secret: sealed }), seal: (secret: unknown) => secret },
    providers: provider.providers,
    refreshes: new Map() as CredentialNeeds["refreshes"],
    mailboxes: provider.mailboxes,
    inboxes: { find: async (_workspace: string, id: string) => world.byId.get(id)?.held ?? null },
    commit: async (change: Change) => {
      const inbox = world.byId.get(change.inbox.id);
      if (!inbox || inbox.held.inbox.version !== change.expect) return { ok: false, conflict: "VERSION" };
      const held = toHeld(change);
      if (!putDue({ ...inbox, held }, nextLookAt(change, clock.durations), change.claim)) return { ok: false, conflict: "LEASE" };
      secrets.granted(inbox, change.grant?.id ?? "");
      inbox.held = held;
      wrote(inbox, change.facts, change);
      return { ok: true, held: inbox.held };
    },
  };
  return { needs: needs as unknown as Omit<CheckNeeds, "incidents">, refreshed: (inbox, at) => secrets.refreshed(inbox, at) };
}

/** Table `grant_secret`, by the two statements that a check knows. */
class Secrets {
  readonly #kept = new Map<string, Kept>();
  readonly #byGrant: Map<string, SimInbox>;
  readonly #clock: Clock;

  constructor(world: World, clock: Clock) {
    this.#byGrant = new Map(world.inboxes.map((inbox) => [String(inbox.held.grant?.id), inbox]));
    this.#clock = clock;
  }

  granted(inbox: SimInbox, grantId: string): void {
    if (grantId !== inbox.held.grant?.id) this.#byGrant.set(grantId, inbox);
  }

  refreshed(inbox: SimInbox, at: number): void {
    if (inbox.held.grant) this.#kept.set(inbox.held.grant.id, { sealed: firstSecret(inbox, at), storedAt: at });
  }

  readonly query = async (_: string, values: readonly unknown[] = [], name?: string): Promise<object[]> => {
    const grantId = String(values[1]);
    if (name === "secret_find") {
      const { sealed, storedAt } = this.#find(grantId);
      return [{ sealed, stored_at: new Date(storedAt) }];
    }
    if (name !== "store_secret") throw new Error(`The simulated database knows no statement "${name}".`);
    this.#kept.set(grantId, { sealed: JSON.parse(String(values[2])), storedAt: this.#clock.now() });
    return [];
  };

  #find(grantId: string): Kept {
    const kept = this.#kept.get(grantId) ?? { sealed: firstSecret(this.#byGrant.get(grantId), this.#clock.now()), storedAt: 0 };
    this.#kept.set(grantId, kept);
    return kept;
  }
}

function toHeld({ inbox, displayName, health, grant, endedGrant }: Change): SimInbox["held"] {
  return { inbox, displayName, health, grant, endedGrant, providerAccess: toProviderAccess(grant, endedGrant) };
}

/** What was stored when the inbox was connected. */
function firstSecret(inbox: SimInbox | undefined, now: number): unknown {
  if (!inbox) throw new Error("There is no such grant.");
  const { id, provider, address } = inbox.held.inbox;
  const server = { host: inbox.held.inbox.mailHost, port: 993, security: "TLS" };
  if (provider === "IMAP") return { kind: "password", username: address, password: "secret", imap: server, smtp: null };
  return { kind: "oauth", refreshToken: id, accessToken: id, accessExpiresAt: now + tokenLife, scopes: [] };
}

/** For the credentials of a mailbox that was quiet: refreshed at some time since, as its checks would have done. */
export function lastRefreshBefore(inbox: SimInbox, at: number, durations: Durations): number | null {
  return inbox.held.inbox.provider === "IMAP"
    ? null
    : at - shareOf(`${inbox.held.inbox.id}${at}`) * Math.min(durations.forceRefresh, tokenLife) * (2 / 3);
}
