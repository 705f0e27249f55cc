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
export function createBusCompany({ onCompany, onError }: BusCompanyOptions): BusCompany {
  let there = true;
  let hellos = 0;
  let timer: NodeJS.Timeout | null = null;
  const set = (now: boolean): void => {
    const came = now && !there;
    there = now;
    if (came) onCompany();
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  return {
    isThere: () => there,
    join() {
      hellos += 1;
      set(true);
    },
    watch(client) {
      stop();
      const current = setInterval(() => void lookAround(), lookEveryMs);
      const lookAround = async (): Promise<void> => {
        const before = hellos;
        try {
          const { rows } = await client.query<{ there: boolean }>(look);
          // Who said hello while we looked came too late to be seen.
          if (timer === current) set(rows[0]?.there !== false || hellos !== before);
        } catch (error) {
          if (timer !== current) return;
          set(true);
          onError(error);
        }
      };
      timer = current;
      // Without our connection no hello is heard, so we speak.
      client.once("end", () => {
        if (timer !== current) return;
        stop();
        set(true);
      });
    },
    close: stop,
  };
}
