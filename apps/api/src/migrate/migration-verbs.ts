import { isMigrationOpen, leavesFrom, mayMigrate, placeOf, type MigrationState, type OwnMailHosts, type Provider } from "@relink/domain";
import { once, toKeyRow, type Command } from "../inbox/idempotency.ts";
import { toAuditRow } from "../people/audit-row.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome, type Refused } from "../platform/outcome.ts";
import type { DomainWatchStore } from "./domain-watch.store.ts";
import { inviteHolders, type InviteNeeds } from "./invite-holders.ts";
import { collectItems, type MigrateNeeds } from "./migrate-domain.ts";
import type { MigrationWithProgress } from "./migration.ts";
import { begun, stepped } from "./migration-change.ts";
import type { MigrationChange, SaveConflict, SaveMigration } from "./save-migration.ts";
import { settleMigrations } from "./settle-migration.ts";

export interface MigrationVerbNeeds extends Omit<MigrateNeeds, "watches">, InviteNeeds {
  readonly watches: Pick<DomainWatchStore, "listInboxes" | "listPlaces">;
  readonly save: SaveMigration;
  readonly ownHosts: OwnMailHosts;
}

type Answer = Promise<Outcome<MigrationWithProgress>>;

export interface MigrationVerbs {
  start(caller: Caller, command: StartCommand): Answer;
  sendInvitations(caller: Caller, command: MigrationCommand): Answer;
  skip(caller: Caller, migrationId: string | null, inboxId: string | null): Answer;
  dismiss(caller: Caller, migrationId: string | null): Answer;
}

export interface StartCommand extends Command {
  readonly domain: string;
  /** Null: where most of its inboxes are. */
  readonly from: Provider | null;
  readonly to: Provider;
}

export interface MigrationCommand extends Command {
  readonly migrationId: string | null;
}

const forbidden = refused("FORBIDDEN", "Only admins, or an API key with the scope migrations:write, run migrations.");
const missing = refused("NOT_FOUND", "There is no such migration in this workspace.");
/** So many people are invited before the mutation answers; the rest follow by themselves. */
const invitedAtOnce = 100;

export function createMigrationVerbs(needs: MigrationVerbNeeds): MigrationVerbs {
  const replay = (caller: Caller) => (result: Record<string, string | null>) => find(needs, caller, result.migrationId ?? null);
  return {
    start: async (caller, command) =>
      mayMigrate(caller.asker) ? once(needs, caller, command, replay(caller), () => start(needs, caller, command)) : forbidden,
    sendInvitations: async (caller, command) =>
      mayMigrate(caller.asker) ? once(needs, caller, command, replay(caller), () => sendInvitations(needs, caller, command)) : forbidden,
    skip: async (caller, migrationId, inboxId) => (mayMigrate(caller.asker) ? skip(needs, caller, migrationId, inboxId) : forbidden),
    dismiss: async (caller, migrationId) => (mayMigrate(caller.asker) ? dismiss(needs, caller, migrationId) : forbidden),
  };
}

async function find(needs: MigrationVerbNeeds, caller: Caller, id: string | null): Answer {
  const [found] = id === null ? [] : await needs.migrations.findMany(caller.workspaceId, [id]);
  return found ? done(found) : missing;
}

const domainPattern = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

async function start(needs: MigrationVerbNeeds, caller: Caller, command: StartCommand): Answer {
  const domain = command.domain.trim().toLowerCase().replace(/\.$/, "");
  if (!domainPattern.test(domain)) return badDomain("That is no domain. Write it as after the @ of an address.");
  const known = await needs.migrations.listOfDomain(caller.workspaceId, domain);
  const open = known.find(({ state }) => isMigrationOpen(state)) ?? null;
  if (open && (open.state !== "SUSPECTED" || open.move.to !== command.to || (command.from !== null && open.move.from !== command.from)))
    return underWay(open.state);
  const from = open?.move.from ?? (await findFrom(needs, caller, domain, command));
  if (from === null) return badDomain("No inbox of this domain is at a provider that it could leave.");
  const moment = needs.clock.moment();
  const evidence = [{ kind: "BY_HAND", at: moment.now, actorName: caller.actor.name }] as const;
  const what = { workspaceId: caller.workspaceId, domain, move: { from, to: command.to }, certain: true };
  const change = open ? stepped(open, "confirm", evidence, moment.now) : begun(what, evidence, moment.now);
  if (!change) return underWay("CONFIRMED");
  const { id } = change.migration;
  const conflict = await needs.save(withTraces(change, caller, command, moment.now, { migrationId: id }, needs), moment);
  if (conflict) return conflictOf(conflict);
  await collectItems(needs, change.migration);
  return find(needs, caller, id);
}

/** Which provider the domain leaves; null where none of its inboxes is there. */
async function findFrom(needs: MigrationVerbNeeds, caller: Caller, domain: string, { from, to }: StartCommand): Promise<Provider | null> {
  const counts = new Map<Provider, number>();
  for (const one of await needs.watches.listPlaces(caller.workspaceId, domain)) {
    const place = placeOf(one, needs.ownHosts);
    counts.set(place, (counts.get(place) ?? 0) + one.count);
  }
  const leaves = from ?? leavesFrom(counts, to) ?? to;
  // Between two IMAP hosts is a move, too; from one provider to itself is none.
  return (counts.get(leaves) ?? 0) > 0 && (leaves !== to || to === "IMAP") ? leaves : null;
}

async function sendInvitations(needs: MigrationVerbNeeds, caller: Caller, command: MigrationCommand): Answer {
  for (let attempt = 1; ; attempt += 1) {
    const found = await find(needs, caller, command.migrationId);
    if (!found.ok) return found;
    const { id, workspaceId, move, state } = found.value;
    const moment = needs.clock.moment();
    const change = stepped(found.value, "invite", [], moment.now);
    if (!change)
      return notPossible(state, state === "SUSPECTED" ? "Start the migration first: so far it is only suspected." : "It is over.");
    const inviter = { memberId: caller.memberId, name: caller.actor.name };
    const timers = [{ kind: "inviteHolders", payload: { migrationId: id, memberId: caller.memberId ?? "", name: inviter.name } } as const];
    const conflict = await needs.save(withTraces({ ...change, timers }, caller, command, moment.now, { migrationId: id }, needs), moment);
    if (conflict === "VERSION" && attempt < tries) continue;
    if (conflict) return conflictOf(conflict);
    await inviteHolders(needs, { workspaceId, id, to: move.to }, inviter, invitedAtOnce);
    return find(needs, caller, id);
  }
}

const tries = 8;

async function skip(needs: MigrationVerbNeeds, caller: Caller, migrationId: string | null, inboxId: string | null): Answer {
  const found = await find(needs, caller, migrationId);
  if (!found.ok) return found;
  const { id, workspaceId, state } = found.value;
  const moment = needs.clock.moment();
  const audit = JSON.stringify(toAuditRow(caller, { action: "skipMigrationItem", target: inboxId, at: moment.now }));
  const values = [workspaceId, id, inboxId, new Date(moment.now), audit];
  const sql = "select skip_migration_item($1, $2, $3, $4, $5::jsonb) as skipped";
  const [row] = inboxId === null ? [] : await needs.database.query<{ skipped: boolean }>(sql, values, "migration_skip");
  if (!row?.skipped) {
    const [item] = await needs.migrations.listItemsOf(workspaceId, id, inboxId === null ? [] : [inboxId]);
    if (item?.state === "SKIPPED") return done(found.value);
    return item
      ? notPossible(state, "This inbox has followed already.")
      : refused("NOT_FOUND", "This migration has no such inbox.", { field: "inboxId" });
  }
  needs.bus.changed({ workspaceId, topic: "MIGRATION", id });
  needs.nudge();
  await settleMigrations(needs, workspaceId, [id], moment);
  return find(needs, caller, id);
}

async function dismiss(needs: MigrationVerbNeeds, caller: Caller, migrationId: string | null): Answer {
  for (let attempt = 1; ; attempt += 1) {
    const found = await find(needs, caller, migrationId);
    if (!found.ok || found.value.state === "DISMISSED") return found;
    const moment = needs.clock.moment();
    const evidence = [{ kind: "DISMISSED", at: moment.now, actorName: caller.actor.name }] as const;
    const change = stepped(found.value, "dismiss", evidence, moment.now);
    if (!change) return notPossible(found.value.state, "Every inbox has followed already.");
    const audit = toAuditRow(caller, { action: "dismissMigration", target: found.value.id, at: moment.now });
    const conflict = await needs.save({ ...change, audit }, moment);
    if (conflict === "VERSION" && attempt < tries) continue;
    return conflict ? conflictOf(conflict) : find(needs, caller, found.value.id);
  }
}

/** With its audit entry, and its result under the caller's idempotency key. */
function withTraces(
  change: MigrationChange,
  caller: Caller,
  command: Command,
  at: number,
  result: Record<string, string>,
  { clock }: Pick<MigrationVerbNeeds, "clock">,
): MigrationChange {
  const audit = toAuditRow(caller, { action: command.mutation, target: change.migration.id, at });
  return { ...change, audit, idempotency: toKeyRow(caller, command, result, clock.moment()) };
}

function badDomain(message: string): Refused {
  return refused("BAD_USER_INPUT", message, { field: "domain" });
}

function underWay(state: MigrationState): Refused {
  return refused("CONFLICT", "A migration of this domain is under way. Dismiss it first, or let it be completed.", { state });
}

function notPossible(state: MigrationState, why: string): Refused {
  return refused("TRANSITION_NOT_ALLOWED", `This is not possible while the migration is ${state.toLowerCase()}. ${why}`, { state });
}

function conflictOf(conflict: SaveConflict): Refused {
  switch (conflict) {
    case "VERSION":
      return refused("CONFLICT", "The migration has changed meanwhile. Look at it again, then repeat what you want.");
    case "TAKEN":
      return underWay("CONFIRMED");
    case "IDEMPOTENCY":
      return refused("CONFLICT", "A request with this idempotency key is still running. Repeat it in a moment.");
  }
}
