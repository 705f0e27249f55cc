import { admitDue, endAtHost, newHostTurn, type HostRules, type HostTurn } from "@relink/domain";
import {
  toTold,
  toTroubles,
  type Claimed,
  type DueCheck,
  type DueCheckStore,
  type EndedCheck,
} from "../../apps/api/src/monitor/due-check.store.ts";
import { EventQueue } from "../event-queue.ts";

/** A row of `due_check`. Times are milliseconds since 1970. */
export interface DueRow {
  readonly inboxId: string;
  readonly workspaceId: string;
  host: string;
  /** Infinity: put aside. */
  dueAt: number;
  leaseUntil: number | null;
  token: number;
  trouble: number;
  /** Which of its places in the queue is the one that counts. */
  place: number;
}

function isLeased({ leaseUntil, dueAt }: DueRow): boolean {
  return leaseUntil === dueAt;
}

/**
 * The tables `due_check` and `mail_host`, in memory, for what lets a month pass in seconds: who begins, and when the others
 * are looked at again, is `admitDue`. `due-checks-alike.test.ts` holds it to the real one.
 */
export class DueCheckMemory implements DueCheckStore {
  readonly #rules: HostRules;
  readonly #chance: () => number;
  readonly #moved: (at: number) => void;
  readonly #rows = new Map<string, DueRow>();
  readonly #byHost = new Map<string, Set<DueRow>>();
  /** Those in trouble, by host: few of a host's, and looked for each time that it is back. */
  readonly #troubled = new Map<string, Set<DueRow>>();
  readonly hosts = new Map<string, HostTurn>();
  /** When a host answered again after it had failed. */
  readonly backAt = new Map<string, number>();
  /** By time; a place that its row has left since is passed over. */
  readonly #queue = new EventQueue<{ readonly row: DueRow; readonly place: number }>();
  #places = 0;

  /** @param moved - hears of each new time. @param chance - from 0 up to 1. */
  constructor(rules: HostRules, chance: () => number, moved: (at: number) => void = () => undefined) {
    this.#rules = rules;
    this.#chance = chance;
    this.#moved = moved;
  }

  find(inboxId: string): DueRow | null {
    return this.#rows.get(inboxId) ?? null;
  }

  rows(): readonly DueRow[] {
    return [...this.#rows.values()];
  }

  /** As a commit writes it: a lease ends with it. */
  put(inboxId: string, workspaceId: string, host: string, dueAt: number): void {
    const row = this.#rows.get(inboxId) ?? { inboxId, workspaceId, host, dueAt, leaseUntil: null, token: -1, trouble: 0, place: 0 };
    if (!this.#rows.has(inboxId) || row.host !== host) {
      this.#byHost.get(row.host)?.delete(row);
      this.#setTrouble(row, row.trouble, host);
      const there = this.#byHost.get(host) ?? new Set();
      this.#byHost.set(host, there.add(row));
    }
    row.host = host;
    row.token += 1;
    this.#rows.set(inboxId, row);
    this.move(row, dueAt);
  }

  remove(inboxId: string): void {
    const row = this.#rows.get(inboxId);
    if (!row) return;
    this.#byHost.get(row.host)?.delete(row);
    this.#troubled.get(row.host)?.delete(row);
    this.#rows.delete(inboxId);
  }

  /** The time alone: whoever holds it keeps its token. */
  move(row: DueRow, dueAt: number, leaseUntil: number | null = row.leaseUntil): void {
    row.dueAt = dueAt;
    row.leaseUntil = leaseUntil;
    this.#places += 1;
    row.place = this.#places;
    if (dueAt === Infinity) return;
    this.#queue.add(dueAt, { row, place: row.place });
    this.#moved(dueAt);
  }

  async claim(now: number, leaseUntil: number, limit: number): Promise<Claimed> {
    const taken: DueRow[] = [];
    while (taken.length < limit && this.dueNext() <= now) {
      const next = this.#queue.take(now);
      if (next) taken.push(next.event.row);
    }
    const due: DueCheck[] = [];
    for (const [host, rows] of Map.groupBy(taken, (row) => row.host)) due.push(...this.#admit(host, rows, now, leaseUntil));
    return { due, looked: taken.length };
  }

  #admit(host: string, rows: readonly DueRow[], now: number, leaseUntil: number): DueCheck[] {
    const turn = this.hosts.get(host) ?? newHostTurn(now);
    const { admits, next, putOffTo } = admitDue(host, turn, { count: rows.length, ended: rows.filter(isLeased).length }, now, this.#rules);
    this.hosts.set(host, next);
    return rows.flatMap((row, index) => {
      const { inboxId, workspaceId, dueAt, trouble } = row;
      row.token += 1;
      const admitted = index < admits;
      if (admitted) this.move(row, leaseUntil, leaseUntil);
      else this.move(row, putOffTo(index + 1, this.#chance()), null);
      return admitted ? [{ inboxId, workspaceId, host, token: row.token, dueAt, trouble }] : [];
    });
  }

  async complete(now: number, ended: readonly EndedCheck[]): Promise<void> {
    for (const { due, nextAt } of ended) {
      const row = this.#rows.get(due.inboxId);
      if (row?.token !== due.token) continue;
      if (nextAt === null) this.remove(due.inboxId);
      else this.move(row, nextAt, null);
    }
    for (const { id, token, failed } of toTroubles(ended)) {
      const row = this.#rows.get(id);
      if (row && (row.token === token || row.token === token + 1)) this.#setTrouble(row, failed ? Math.min(row.trouble + 1, 1_000) : 0);
    }
    for (const { host, ...told } of toTold(ended)) {
      const turn = this.hosts.get(host);
      if (!turn) continue;
      const { next, isBack } = endAtHost(turn, told, now, this.#rules);
      this.hosts.set(host, next);
      if (!isBack) continue;
      this.backAt.set(host, now);
      this.#bringBack(host, now);
    }
  }

  #setTrouble(row: DueRow, trouble: number, host = row.host): void {
    if (row.trouble > 0) this.#troubled.get(row.host)?.delete(row);
    row.trouble = trouble;
    if (trouble === 0) return;
    const there = this.#troubled.get(host) ?? new Set();
    this.#troubled.set(host, there.add(row));
  }

  #bringBack(host: string, now: number): void {
    const { spreadMs } = this.#rules;
    for (const row of this.#troubled.get(host) ?? []) {
      const late = !isLeased(row) && row.dueAt > now + spreadMs;
      if (late && row.dueAt !== Infinity) this.move(row, now + this.#chance() * spreadMs);
    }
  }

  /** As the upkeep does: counts anew what runs at each host. */
  recountRunning(now: number): void {
    for (const [host, turn] of this.hosts) {
      let running = 0;
      for (const row of this.#byHost.get(host) ?? []) if (isLeased(row) && row.dueAt > now) running += 1;
      if (running !== turn.running) this.hosts.set(host, { ...turn, running });
    }
  }

  async nextDueAt(): Promise<number | null> {
    const at = this.dueNext();
    return at === Infinity ? null : at;
  }

  /** When the next one is due; Infinity: never. */
  dueNext(): number {
    for (let first = this.#queue.first(); first; first = this.#queue.first()) {
      const { row, place } = first.event;
      if (row.place === place && this.#rows.get(row.inboxId) === row) return first.at;
      this.#queue.take(Infinity);
    }
    return Infinity;
  }
}
