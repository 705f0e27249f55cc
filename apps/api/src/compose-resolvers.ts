import { ApiKeyResolver } from "./api-key/api-key.resolver.ts";
import type { ApiKeyStore } from "./api-key/api-key.store.ts";
import type { Foundation } from "./app.ts";
import { composeDiscovery } from "./compose-discovery.ts";
import type { ComposedInboxes } from "./compose-inboxes.ts";
import type { ComposedLinks } from "./compose-links.ts";
import type { ComposedLive } from "./compose-live.ts";
import type { ComposedMails } from "./compose-mails.ts";
import type { ComposedMigrations } from "./compose-migrations.ts";
import type { ComposedWebhooks } from "./compose-webhooks.ts";
import { ConnectResolver } from "./connect/connect.resolver.ts";
import { ConsumerResolver } from "./consumer/consumer.resolver.ts";
import { createConsumerStore } from "./consumer/consumer.store.ts";
import { issueCredentials } from "./consumer/issue-credentials.ts";
import { reportFailure } from "./consumer/report-failure.ts";
import { DiscoveryResolver } from "./discovery/discovery.resolver.ts";
import { InboxEventResolver } from "./events/inbox-event.resolver.ts";
import { GrantResolver } from "./grant/grant.resolver.ts";
import { createCheckStore } from "./inbox/check.store.ts";
import { createInboxListStore } from "./inbox/inbox-list.store.ts";
import { InboxResolver } from "./inbox/inbox.resolver.ts";
import { InboxVerbsResolver } from "./inbox/inbox-verbs.resolver.ts";
import { RemovalImpactResolver } from "./inbox/removal-impact.resolver.ts";
import { createHealthSummaryStore } from "./monitor/health-summary.store.ts";
import { HealthSummaryResolver } from "./monitor/health-summary.resolver.ts";
import { InboxIncidentResolver, NotificationIncidentResolver } from "./monitor/incident.resolver.ts";
import { createIncidentViewStore } from "./monitor/incident-view.store.ts";
import { LinkResolver } from "./link/link.resolver.ts";
import { OpenLinksResolver } from "./link/open-links.resolver.ts";
import { MigrationResolver } from "./migrate/migration.resolver.ts";
import { NodeResolver } from "./node.resolver.ts";
import { NotificationResolver } from "./notify/notification.resolver.ts";
import { PreferencesResolver } from "./notify/preferences.resolver.ts";
import { MemberResolver } from "./people/member.resolver.ts";
import { createMemberRoleStore } from "./people/member-role.store.ts";
import type { MemberStore } from "./people/member.store.ts";
import { ViewerResolver } from "./people/viewer.resolver.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";
import type { ResolverInstances } from "./schema.ts";
import { SharedInboxResolver } from "./shared-inbox/shared-inbox.resolver.ts";
import type { SharedInboxStore } from "./shared-inbox/shared-inbox.store.ts";
import { DeliveryResolver } from "./webhook/delivery.resolver.ts";
import { WebhookResolver } from "./webhook/webhook.resolver.ts";

export interface ResolverFoundation extends Pick<Foundation, "env" | "database"> {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly inboxes: ComposedInboxes;
  readonly links: ComposedLinks;
  readonly live: ComposedLive;
  readonly mails: ComposedMails;
  readonly migrations: ComposedMigrations;
  readonly webhooks: ComposedWebhooks;
  readonly keys: ApiKeyStore;
  readonly members: MemberStore;
  readonly shared: SharedInboxStore;
}

/** Every resolver with what it needs. */
export function composeResolvers(foundation: ResolverFoundation): ResolverInstances {
  const { env, database, bus, clock, inboxes, links, live, keys, mails, members, migrations, shared, webhooks } = foundation;
  const { needs, present, receipts, signer, verbs, connectVerbs } = inboxes;
  const { eventLog: log, cursors } = live;
  const consumers = createConsumerStore(database);
  const list = createInboxListStore(database);
  const incidents = createIncidentViewStore(database);
  return [
    new ApiKeyResolver({ keys, clock, bus }),
    new ConnectResolver({ verbs: connectVerbs, stores: { ...needs, present } }),
    new ConsumerResolver({ issue: issueCredentials({ ...needs, consumers }), report: reportFailure({ ...needs, consumers }) }),
    new DeliveryResolver(webhooks.needs),
    new DiscoveryResolver(composeDiscovery(env, needs)),
    new GrantResolver({ present, receipts, clock }),
    new HealthSummaryResolver({ health: createHealthSummaryStore(database), incidents, now: () => new Date(clock.now()) }),
    new InboxEventResolver({ log, cursors }),
    new InboxIncidentResolver(incidents),
    new InboxResolver({ ...present, log, cursors, inboxes: needs.inboxes, list, checks: createCheckStore(database), clock }),
    new InboxVerbsResolver({ verbs, present, signer }),
    new LinkResolver(links),
    new OpenLinksResolver(links),
    new MemberResolver({ memberRoles: createMemberRoleStore(database), clock, bus }),
    new MigrationResolver(migrations),
    new NodeResolver({ ...needs, incidentViews: incidents, keys, members, receipts, present, webhooks: webhooks.needs }),
    new NotificationIncidentResolver(incidents),
    new NotificationResolver({ store: live.notificationStore, bus, now: () => new Date() }),
    new PreferencesResolver(mails.preferences),
    new RemovalImpactResolver({ ...needs, consumers, members, present }),
    new SharedInboxResolver({ database, shared, clock, bus }),
    new ViewerResolver({ members }),
    new WebhookResolver(webhooks.needs),
  ];
}
