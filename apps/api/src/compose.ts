import { toLocale } from "@relink/domain";
import { createApiKeyReader } from "./api-key/api-key-reader.ts";
import { createApiKeyStore } from "./api-key/api-key.store.ts";
import type { Features, Foundation } from "./app.ts";
import { composeApplications } from "./compose-applications.ts";
import { composeInboxes } from "./compose-inboxes.ts";
import { composeLinks } from "./compose-links.ts";
import { composeLive } from "./compose-live.ts";
import { composeMails } from "./compose-mails.ts";
import { composeMigrations } from "./compose-migrations.ts";
import { composeResolvers } from "./compose-resolvers.ts";
import { composeWebhooks } from "./compose-webhooks.ts";
import { composeWorkers } from "./compose-workers.ts";
import { createAttemptFeed } from "./connect/attempt-feed.ts";
import { connectRoutes } from "./connect/connect.routes.ts";
import type { Context } from "./context.ts";
import { createIsFor } from "./events/is-for.ts";
import { createIncidentViewStore } from "./monitor/incident-view.store.ts";
import { createTakeLogHead } from "./events/take-log-head.ts";
import { keepReceiptKeys, listReceiptKeys } from "./grant/receipt-keys.ts";
import { receiptRoutes } from "./grant/receipt.routes.ts";
import { riscRoutes } from "./grant/risc.routes.ts";
import { createLoaders, noLoaders } from "./loaders.ts";
import { createIncidentGauge } from "./monitor/incident-metrics.ts";
import { openInstallationSecret } from "./platform/installation-secret.ts";
import { toAsker } from "./people/asker.ts";
import { createMemberStore } from "./people/member.store.ts";
import { createBus } from "./platform/bus.ts";
import { createClock } from "./platform/clock.ts";
import { armCrashPoint } from "./platform/crash-point.ts";
import { openDatabase, type Database } from "./platform/database.ts";
import type { ReadViewer, RequestInfo } from "./platform/request-info.ts";
import { createSystemTime } from "./platform/steady-clock.ts";
import { createTransactions } from "./platform/transaction.ts";
import { localeHeader } from "./platform/viewer.ts";
import { buildRelinkSchema } from "./schema.ts";
import { createUpkeepStore } from "./upkeep/upkeep.store.ts";
import { createSharedInboxStore } from "./shared-inbox/shared-inbox.store.ts";

// Each holds a connection for as long as a provider takes, some 15 s at most.
const providerCallsAtOnce = 16;

/** The features on their foundation; only main.ts calls it. */
export async function compose(foundation: Foundation): Promise<Features<Context>> {
  const { env, log, database } = foundation;
  armCrashPoint(env.crashAt);
  const onError = (error: unknown): void => log.error({ err: error }, "Something in the background failed and will be tried again");
  const parts = await composeParts(foundation, onError);
  const { bus, clock, inboxes, live, mails, providerCalls, workers } = parts;
  const readViewer = createReadViewer(foundation, createApiKeyReader({ keys: parts.keys, now: () => new Date() }));
  const { receipts, signer } = inboxes;
  return {
    schema: buildRelinkSchema(composeResolvers({ env, database, ...parts })),
    createContext: createContextFor(parts),
    prepare: createTakeLogHead({ log: live.eventLog, cursors: live.cursors }),
    routes: [
      connectRoutes(inboxes.connectRouteNeeds),
      receiptRoutes({ receipts, readViewer, listKeys: () => listReceiptKeys({ database, signer }) }),
      riscRoutes(inboxes.receiveRisc, clock.now),
      mails.routes,
    ],
    readViewer,
    watch: live.watch,
    metrics: [createIncidentGauge(inboxes.watch), ...parts.webhooks.metrics, ...workers.metrics],
    async start() {
      // Before anything is written, also where this process runs no workers: else events land in the default partition.
      await createUpkeepStore(database).ensureParts("inbox_event", clock.now()).catch(onError);
      await keepReceiptKeys({ database, signer }, new Date(clock.now()));
      workers.start();
    },
    async stop() {
      await workers.stop();
      await inboxes.sending.stop();
      await live.close();
      await bus.close();
      await providerCalls.close();
    },
  };
}

type Parts = Awaited<ReturnType<typeof composeParts>>;

async function composeParts(foundation: Foundation, onError: (error: unknown) => void) {
  const { env, keyRing, database, quickReads, appUrl, log } = foundation;
  const clock = createClock(env.timeScale, createSystemTime(), env.waits);
  const accountSecret = await openAccountSecret(foundation);
  const bus = createBus({ url: appUrl, redisUrl: env.redisUrl, onError });
  const providerCalls = await openProviderCalls(appUrl, onError);
  const transactions = createTransactions(providerCalls);
  const live = composeLive({ bus, clock, database, keyRing, onError });
  const nudge = (): void => workers.nudge();
  const applications = await composeApplications({ env, keyRing, accountSecret, database, now: clock.now });
  const inboxes = composeInboxes({
    ...applications,
    env,
    keyRing,
    accountSecret,
    database,
    quickReads,
    transactions,
    bus,
    clock,
    nudge,
    log,
    onError,
  });
  const links = composeLinks({ connect: inboxes.needs, present: inboxes.present, database, keyRing });
  const migrations = composeMigrations({ env, database, clock, bus, inboxes, links, live, nudge, onError });
  const mails = composeMails({ env, keyRing, database, clock, onError });
  const webhooks = composeWebhooks({ ...foundation, bus, clock, live, nudgeTimers: nudge, onError });
  const workers = composeWorkers({ ...foundation, webhooks, bus, clock, inboxes, links, live, mails, migrations, onError });
  const [keys, members, shared] = [createApiKeyStore(database), createMemberStore(quickReads), createSharedInboxStore(database)];
  return { bus, clock, inboxes, keys, links, live, mails, members, migrations, providerCalls, shared, webhooks, workers };
}

/** What holds a lock while a provider answers has connections of its own: a provider that hangs must not keep the API from its database. */
function openProviderCalls(url: string, onError: (error: unknown) => void): Promise<Database> {
  const applicationName = "relink provider calls";
  return openDatabase({ url, poolSize: providerCallsAtOnce, applicationName, statementTimeoutMs: 60_000, onConnectionError: onError });
}

function openAccountSecret({ database, keyRing, log }: Foundation): Promise<Buffer> {
  const onLost = (): void =>
    log.error("No key of RELINK_KEYS opens the account hashes: a key was dropped before `relink keys rotate`. Add it again.");
  return openInstallationSecret({ database, keyRing, now: () => new Date(), onLost }, "provider-account");
}

/** A key where one is brought, else a person's session. */
function createReadViewer({ viewers }: Foundation, keyReader: ReturnType<typeof createApiKeyReader>): ReadViewer {
  return (headers, maxAgeMs = 0) => (keyReader.isAsked(headers) ? keyReader.read(headers, maxAgeMs) : viewers.read(headers));
}

/** One operation's context; its loaders are its own, and see what its viewer may see. */
function createContextFor({
  bus,
  inboxes,
  live,
  members,
  migrations: { migrations, feed },
  shared,
}: Parts): (request: RequestInfo) => Context {
  const { needs } = inboxes;
  const common = {
    streams: live.streams,
    attempts: createAttemptFeed({ ...needs, bus, watch: live.watch }),
    migrations: feed,
    changes: live.followChanges(
      createIsFor({ inboxes: needs.inboxes, notifications: live.notificationStore, incidents: createIncidentViewStore(needs.database) }),
    ),
  };
  return ({ viewer, ip, headers }) => {
    const asker = viewer && toAsker(viewer);
    const freshLoaders = () =>
      viewer && asker ? createLoaders({ inboxes: needs.inboxes, members, migrations, shared }, viewer.workspaceId, asker) : noLoaders;
    const asked = headers[localeHeader];
    const locale = toLocale(typeof asked === "string" ? asked : viewer?.kind === "member" ? viewer.locale : null);
    return { ...common, viewer, ip, locale, loaders: freshLoaders(), freshLoaders };
  };
}
