import { toLocale } from "@relink/domain";
import type { Features, Foundation } from "./app.ts";
import { ApiKeyResolver } from "./api-key/api-key.resolver.ts";
import { createApiKeyReader } from "./api-key/api-key-reader.ts";
import { createApiKeyStore } from "./api-key/api-key.store.ts";
import { composeDiscovery } from "./compose-discovery.ts";
import { composeInboxes } from "./compose-inboxes.ts";
import { composeLinks } from "./compose-links.ts";
import { ConnectResolver } from "./connect/connect.resolver.ts";
import { connectRoutes } from "./connect/connect.routes.ts";
import { createAttemptFeed } from "./connect/attempt-feed.ts";
import { ConsumerResolver } from "./consumer/consumer.resolver.ts";
import { createConsumerStore } from "./consumer/consumer.store.ts";
import { issueCredentials } from "./consumer/issue-credentials.ts";
import { reportFailure } from "./consumer/report-failure.ts";
import type { Context } from "./context.ts";
import { DiscoveryResolver } from "./discovery/discovery.resolver.ts";
import { createChangeFeed } from "./events/change-feed.ts";
import { createIsFor } from "./events/is-for.ts";
import { createEventHub } from "./events/event-hub.ts";
import { createEventLog } from "./events/event-log.store.ts";
import { createEventStreams } from "./events/event-streams.ts";
import { InboxEventResolver } from "./events/inbox-event.resolver.ts";
import { createTakeLogHead } from "./events/take-log-head.ts";
import { GrantResolver } from "./grant/grant.resolver.ts";
import { receiptRoutes } from "./grant/receipt.routes.ts";
import { InboxResolver } from "./inbox/inbox.resolver.ts";
import { InboxVerbsResolver } from "./inbox/inbox-verbs.resolver.ts";
import { createCheckStore } from "./inbox/check.store.ts";
import { createInboxListStore } from "./inbox/inbox-list.store.ts";
import { RemovalImpactResolver } from "./inbox/removal-impact.resolver.ts";
import { LinkResolver } from "./link/link.resolver.ts";
import { createLoaders, noLoaders } from "./loaders.ts";
import { checkDue } from "./monitor/check-due.ts";
import { createCheckScheduler } from "./monitor/check-scheduler.ts";
import { createTimerHandlers } from "./monitor/timers.ts";
import { createTimerStore } from "./monitor/timer.store.ts";
import { createTimerWorker } from "./monitor/timer-worker.ts";
import { NodeResolver } from "./node.resolver.ts";
import { createLateNews } from "./notify/late-news.ts";
import { createSendMail } from "./notify/send-mail.ts";
import { createNotificationFeed } from "./notify/notification-feed.ts";
import { NotificationResolver } from "./notify/notification.resolver.ts";
import { createNotificationStore } from "./notify/notification.store.ts";
import { createNotificationStreams } from "./notify/read-notifications.ts";
import { createRelay } from "./notify/relay.ts";
import { toAsker } from "./people/asker.ts";
import { MemberResolver } from "./people/member.resolver.ts";
import { createMemberRoleStore } from "./people/member-role.store.ts";
import { createMemberStore } from "./people/member.store.ts";
import { ViewerResolver } from "./people/viewer.resolver.ts";
import { createBus } from "./platform/bus.ts";
import { createClock } from "./platform/clock.ts";
import { armCrashPoint } from "./platform/crash-point.ts";
import { openDatabase } from "./platform/database.ts";
import { createCursors } from "./platform/cursor.ts";
import { openInstallationSecret } from "./platform/installation-secret.ts";
import { deriveKey, deriveKeys } from "./platform/key-ring.ts";
import type { ReadViewer, RequestInfo } from "./platform/request-info.ts";
import { createTransactions } from "./platform/transaction.ts";
import { createViewerWatch } from "./platform/viewer-watch.ts";
import { buildRelinkSchema } from "./schema.ts";
import { createSharedInboxStore } from "./shared-inbox/shared-inbox.store.ts";
import { SharedInboxResolver } from "./shared-inbox/shared-inbox.resolver.ts";

// Each holds a connection for as long as a provider takes, some 15 s at most.
const providerCallsAtOnce = 16;

/** The features on their foundation; only main.ts calls it. */
export async function compose(foundation: Foundation): Promise<Features<Context>> {
  const { env, log, keyRing, database, appUrl, viewers } = foundation;
  armCrashPoint(env.crashAt);
  const clock = createClock(env.timeScale);
  const onError = (error: unknown): void => log.error({ err: error }, "Something in the background failed and will be tried again");
  const onLost = (): void => log.error("No key of RELINK_KEYS opens the account hashes: a key was dropped before `relink keys rotate`. Add it again.");
  const accountSecret = await openInstallationSecret({ database, keyRing, now: () => new Date(), onLost }, "provider-account");
  const bus = createBus({ url: appUrl, onError });
  const transactions = createTransactions(database);
  // What holds a lock while a provider answers has connections of its own: a provider that hangs must not keep the API from its database.
  const providerCalls = await openDatabase({ url: appUrl, poolSize: providerCallsAtOnce, applicationName: "relink provider calls", statementTimeoutMs: 60_000, onConnectionError: onError });
  const [cursorKey, ...olderCursorKeys] = deriveKeys(keyRing, "cursor").map(({ key }) => key);
  const cursors = createCursors(cursorKey ?? deriveKey(keyRing, "cursor"), olderCursorKeys);
  const watch = createViewerWatch({ database, now: () => new Date(), onError });
  const eventLog = createEventLog(database);
  const hub = createEventHub({ log: eventLog, bus, onError });
  const notificationStore = createNotificationStore(database);
  const feed = createNotificationFeed({ store: notificationStore, bus, now: () => new Date(), onError });
  const relay = createRelay({ database, transactions, bus, now: clock.now, onError });
  const members = createMemberStore(database);
  const shared = createSharedInboxStore(database);

  const inboxes = composeInboxes({ env, keyRing, accountSecret, database, transactions: createTransactions(providerCalls), bus, clock, nudge: () => timers.nudge() });
  const links = composeLinks({ connect: inboxes.needs, present: inboxes.present, database, keyRing });
  const onRefused = (mail: string): void => log.warn({ mail }, "A mail was refused by its recipient's server");
  const sendMail = createSendMail({ mailer: foundation.mailer, writers: links.mails, onRefused });
  const lateNews = createLateNews({ inboxes: inboxes.needs.inboxes, relay });
  const handlers = createTimerHandlers({ ...inboxes.needs, ...lateNews, sendMail });
  // Scaled like every wait, so that a rehearsal of a crash need not sit out the lease of the process that died.
  const leaseMs = Math.max(2_000, 30_000 / env.timeScale);
  const timers = createTimerWorker({ store: createTimerStore(database), handlers, now: clock.now, onError, leaseMs });

  const checks = createCheckScheduler({ database, check: checkDue(inboxes.needs), now: clock.now, onError });

  const { present, receipts, signer, verbs, connectVerbs } = inboxes;
  const keys = createApiKeyStore(database);
  const keyReader = createApiKeyReader({ keys, now: () => new Date() });
  const readViewer: ReadViewer = (headers, maxAgeMs = 0) => (keyReader.isAsked(headers) ? keyReader.read(headers, maxAgeMs) : viewers.read(headers));
  const consumers = createConsumerStore(database);
  const instances = [
    new ApiKeyResolver({ keys, clock, bus }),
    new ConnectResolver({ verbs: connectVerbs, stores: inboxes.needs }),
    new DiscoveryResolver(composeDiscovery(env, inboxes.needs)),
    new ConsumerResolver({ issue: issueCredentials({ ...inboxes.needs, consumers }), report: reportFailure({ ...inboxes.needs, consumers }) }),
    new GrantResolver({ present, receipts, clock }),
    new InboxEventResolver({ log: eventLog, cursors }),
    new InboxResolver({ ...present, log: eventLog, cursors, inboxes: inboxes.needs.inboxes, list: createInboxListStore(database), checks: createCheckStore(database), clock }),
    new InboxVerbsResolver({ verbs, present, signer }),
    new LinkResolver(links),
    new MemberResolver({ memberRoles: createMemberRoleStore(database), clock, bus }),
    new NodeResolver({ ...inboxes.needs, keys, members, receipts, present }),
    new NotificationResolver({ store: notificationStore, bus, now: () => new Date() }),
    new RemovalImpactResolver({ ...inboxes.needs, consumers, members, present }),
    new SharedInboxResolver({ database, shared, clock, bus }),
    new ViewerResolver({ members }),
  ];
  const streams = { ...createEventStreams({ hub, cursors, watch }), ...createNotificationStreams({ feed, watch }) };
  const attempts = createAttemptFeed({ ...inboxes.needs, bus, watch });

  const changes = createChangeFeed({ bus, watch, isFor: createIsFor({ inboxes: inboxes.needs.inboxes, notifications: notificationStore }) });

  const createContext = ({ viewer, ip }: RequestInfo): Context => {
    const loaderNeeds = { inboxes: inboxes.needs.inboxes, members, shared };
    const asker = viewer && toAsker(viewer);
    const freshLoaders = () => (viewer && asker ? createLoaders(loaderNeeds, viewer.workspaceId, asker) : noLoaders);
    return { viewer, ip, locale: toLocale(viewer?.kind === "member" ? viewer.locale : null), loaders: freshLoaders(), freshLoaders, streams, attempts, changes };
  };

  const works = env.role !== "api";
  return {
    schema: buildRelinkSchema(instances),
    createContext,
    prepare: createTakeLogHead({ log: eventLog, cursors }),
    routes: [connectRoutes(inboxes.connectRouteNeeds), receiptRoutes({ receipts, signer, readViewer })],
    readViewer,
    async start() {
      await database.query("select ensure_event_months($1)", [new Date(clock.now())]);
      if (!works) return;
      relay.start();
      timers.start();
      checks.start();
    },
    async stop() {
      if (works) await Promise.all([timers.stop(), checks.stop()]);
      await relay.stop();
      feed.close();
      hub.close();
      watch.close();
      await bus.close();
      await providerCalls.close();
    },
  };
}
