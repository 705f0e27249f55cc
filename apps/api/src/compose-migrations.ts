import { getServers } from "node:dns";
import type { Foundation } from "./app.ts";
import type { ComposedInboxes } from "./compose-inboxes.ts";
import type { ComposedLinks } from "./compose-links.ts";
import type { ComposedLive } from "./compose-live.ts";
import type { Env } from "./env.ts";
import { createMailDns } from "./mail/mail-dns.ts";
import { createDomainWatchStore } from "./migrate/domain-watch.store.ts";
import { inviteTheRest } from "./migrate/invite-holders.ts";
import { createLookUpMx } from "./migrate/look-up-mx.ts";
import { migrateDomain } from "./migrate/migrate-domain.ts";
import type { MxResolver } from "./migrate/migrate.ports.ts";
import { createMigrationFeed, type MigrationFeed } from "./migrate/migration-feed.ts";
import { createMigrationFollower } from "./migrate/migration-follower.ts";
import { createMigrationMails } from "./migrate/migration-mails.ts";
import { createMigrationStore, type MigrationStore } from "./migrate/migration.store.ts";
import { createMigrationVerbs, type MigrationVerbs } from "./migrate/migration-verbs.ts";
import { recheckMoved } from "./migrate/recheck-moved.ts";
import { createSaveMigration } from "./migrate/save-migration.ts";
import { createTellMigration } from "./migrate/tell-migration.ts";
import { createDomainWatch } from "./migrate/watch-domains.ts";
import type { TimerHandler } from "./monitor/timer-worker.ts";
import type { WriteMail } from "./notify/send-mail.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";

export interface MigrationFoundation extends Pick<Foundation, "env" | "database"> {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly inboxes: ComposedInboxes;
  readonly links: ComposedLinks;
  readonly live: ComposedLive;
  /** Timers that are due now were stored. */
  readonly nudge: () => void;
  readonly onError: (error: unknown) => void;
}

export interface ComposedMigrations {
  readonly migrations: MigrationStore;
  readonly verbs: MigrationVerbs;
  readonly feed: MigrationFeed;
  readonly mails: Readonly<Record<string, WriteMail>>;
  readonly timers: Readonly<Record<"migrate" | "inviteHolders" | "recheckMoved", TimerHandler>>;
  /** What watches domains and follows the logs. */
  readonly workers: { start(): void; stop(): Promise<void> };
}

/** Domains that move to another provider, put together. */
export function composeMigrations(foundation: MigrationFoundation): ComposedMigrations {
  const { env, database, clock, bus, inboxes, links, live, nudge, onError } = foundation;
  const migrations = createMigrationStore(database);
  const watches = createDomainWatchStore(database);
  const save = createSaveMigration({ database, bus, nudge });
  const ownHosts = { google: [env.google.imap.host], microsoft: [env.microsoft.imap.host] };
  const common = { ...inboxes.needs, migrations, watches, save, ownHosts, bus, nudge, onError };
  const lookUp = createLookUpMx({ resolvers: createMxResolvers(env), now: clock.now, keptMs: clock.durations.mxKept });
  const watch = createDomainWatch({ ...common, lookUp, ownMx: { google: env.google.mx, microsoft: env.microsoft.mx } });
  const follower = createMigrationFollower({ ...common, nudge: watch.nudge });
  const tell = createTellMigration({ database, relay: live.relay });
  return {
    migrations,
    verbs: createMigrationVerbs(common),
    feed: createMigrationFeed({ migrations, bus, watch: live.watch }),
    mails: createMigrationMails({ ...links.needs, migrations }),
    timers: {
      migrate: migrateDomain({ ...common, tell }),
      inviteHolders: inviteTheRest(common),
      recheckMoved: recheckMoved(inboxes.needs),
    },
    workers: {
      start() {
        follower.start();
        watch.start();
      },
      async stop() {
        await Promise.all([follower.stop(), watch.stop()]);
      },
    },
  };
}

/** Nobody waits for it, and a packet may get lost: a look without an answer says nothing for hours. A look has 5 s in all. */
const patience = { timeoutMs: 1_600, tries: 2 };

/** Each resolver by itself, so that two can be compared; the system's where the settings name none. */
function createMxResolvers({ dnsServers }: Env): readonly MxResolver[] {
  const servers = dnsServers.length > 0 ? dnsServers : getServers();
  return servers.map((name) => {
    const dns = createMailDns([name], patience);
    return {
      name,
      mx: async (domain, signal) => {
        const answer = await dns.mx(domain, signal);
        return answer.type === "records" ? answer.records : null;
      },
    };
  });
}
