import { hash } from "node:crypto";
import type { Durations, Moment } from "@relink/domain";
import type { Caller } from "../people/caller.ts";
import { refused, type Outcome, type Refused } from "../platform/outcome.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { Change } from "./change.ts";

/** A mutation that may be sent again. */
export interface Command {
  /** The mutation's name in the schema. */
  readonly mutation: string;
  readonly idempotencyKey: string | null;
  /** Everything of the input that makes it this one and no other. Never holds a secret in the clear: only its hash is stored. */
  readonly input: object;
}

export type Replay = { readonly seen: true; readonly result: Record<string, string | null> } | { readonly seen: false } | Refused;

interface Row {
  input_hash: string;
  result: Record<string, string | null> | null;
}

const keyPattern = /^[\x21-\x7e]{1,255}$/;

function hashOf(input: object): string {
  return hash("sha256", JSON.stringify(input), "base64url");
}

function judgeKey({ idempotencyKey: key }: Command): Replay {
  if (key === null || keyPattern.test(key)) return { seen: false };
  return refused("BAD_USER_INPUT", "An idempotency key is 1 to 255 printable characters without blanks.", { field: "idempotencyKey" });
}

/** Looks whether this key of this caller has already succeeded within 24 h, and with the same input. */
export async function findReplay(database: Queryable, caller: Caller, command: Command, now: number): Promise<Replay> {
  const { idempotencyKey: key, mutation } = command;
  const judged = judgeKey(command);
  if (key === null || !("seen" in judged)) return judged;
  const sql =
    "select input_hash, result from idempotency_key where workspace_id = $1 and caller = $2 and mutation = $3 and key = $4 and expires_at > $5";
  const [row] = await database.query<Row>(sql, [caller.workspaceId, caller.key, mutation, key, new Date(now)], "idempotency_find");
  if (!row) return { seen: false };
  if (row.input_hash !== hashOf(command.input)) {
    return refused("IDEMPOTENCY_KEY_REUSED", "This idempotency key was used with another input. Send a new key with a new request.");
  }
  return { seen: true, result: row.result ?? {} };
}

/**
 * Runs a command whose key has not succeeded yet, else answers what it made then. Where it is refused because its twin
 * was quicker, the twin's success is the answer.
 * @param looksFirst - false for a command that does nothing but its one statement: that refuses a key that is taken, and
 *   only then it is looked what the key made.
 */
export async function once<Value>(
  needs: { readonly database: Queryable; readonly clock: { now(): number } },
  caller: Caller,
  command: Command,
  replayed: (result: Record<string, string | null>) => Promise<Outcome<Value>>,
  run: () => Promise<Outcome<Value>>,
  looksFirst = true,
): Promise<Outcome<Value>> {
  const before = looksFirst ? await findReplay(needs.database, caller, command, needs.clock.now()) : judgeKey(command);
  if (!("seen" in before)) return before;
  if (before.seen) return replayed(before.result);
  const outcome = await run();
  if (outcome.ok || command.idempotencyKey === null) return outcome;
  const after = await findReplay(needs.database, caller, command, needs.clock.now());
  if (!("seen" in after)) return after;
  return after.seen ? replayed(after.result) : outcome;
}

/** What is stored of a success, as table `idempotency_key` keeps it. */
export interface KeyRow {
  readonly workspace_id: string;
  readonly caller: string;
  readonly mutation: string;
  readonly key: string;
  readonly input_hash: string;
  readonly result: Readonly<Record<string, string | null>>;
  readonly expires_at: string;
}

/** Null where the command brought no key. */
export function toKeyRow(
  caller: Caller,
  command: Command,
  result: Record<string, string | null>,
  { now, durations }: Moment,
): KeyRow | null {
  if (command.idempotencyKey === null) return null;
  return {
    workspace_id: caller.workspaceId,
    caller: caller.key,
    mutation: command.mutation,
    key: command.idempotencyKey,
    input_hash: hashOf(command.input),
    result,
    expires_at: new Date(now + durations.idempotency).toISOString(),
  };
}

/** The change, remembering its result under the command's key. */
export function remembered(
  change: Change,
  caller: Caller,
  command: Command,
  result: Record<string, string | null>,
  durations: Durations,
): Change {
  return { ...change, idempotency: toKeyRow(caller, command, result, { now: change.at, durations }) };
}
