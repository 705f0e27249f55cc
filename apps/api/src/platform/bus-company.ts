import type { Client } from "pg";

/** As pg_stat_activity shows who listens. */
export const busListenerName = "relink bus listener";

const lookEveryMs = 2_000;
const look = `select exists (select from pg_stat_activity
  where application_name = '${busListenerName}' and datname = current_database() and pid <> pg_backend_pid()) as there`;

/** Whether another process listens on this database. */
export interface BusCompany {
  /** True also while it is not known. */
  isThere(): boolean;
  /** Another process has said hello. */
  join(): void;
  /** Looks every 2 s on our own listening connection, until that connection ends. Until the first look we speak. */
  watch(client: Client): void;
  close(): void;
}

export interface BusCompanyOptions {
  /** Somebody came after nobody was there: what was not said meanwhile must be made up for. */
  readonly onCompany: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * A process that comes says hello once it listens; one that goes is missed at the next look. A hello that did not get
 * through is made up for by the look, too.
 */
export function createBusCompany(options: BusCompanyOptions): BusCompany {
  return new Company(options);
}

class Company implements BusCompany {
  readonly #options: BusCompanyOptions;
  #there = true;
  #hellos = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: BusCompanyOptions) {
    this.#options = options;
  }

  isThere(): boolean {
    return this.#there;
  }

  join(): void {
    this.#hellos += 1;
    this.#set(true);
  }

  watch(client: Client): void {
    this.close();
    const timer = setInterval(() => void this.#look(client, timer), lookEveryMs);
    this.#timer = timer;
    // Without our connection no hello is heard, so we speak.
    client.once("end", () => {
      if (this.#timer !== timer) return;
      this.close();
      this.#set(true);
    });
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #set(there: boolean): void {
    const came = there && !this.#there;
    this.#there = there;
    if (came) this.#options.onCompany();
  }

  async #look(client: Client, timer: NodeJS.Timeout): Promise<void> {
    const before = this.#hellos;
    try {
      const { rows } = await client.query<{ there: boolean }>(look);
      // Who said hello while we looked came too late to be seen.
      if (this.#timer === timer) this.#set(rows[0]?.there !== false || this.#hellos !== before);
    } catch (error) {
      if (this.#timer !== timer) return;
      this.#set(true);
      this.#options.onError(error);
    }
  }
}
