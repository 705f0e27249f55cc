import { ApiKeyResolver } from "./api-key/api-key.resolver.ts";
import type { ApiKeyStore } from "./api-key/api-key.store.ts";
import type { Foundation } from "./app.ts";
import { composeDiscovery } from "./compose-discovery.ts";
import type { ComposedInboxes } from "./compose-inboxes.ts";
import type { ComposedLinks } from "./compose-links.ts";
import type { ComposedLive } from "./compose-live.ts";
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
import { LinkResolver } from "./link/link.resolver.ts";
import { NodeResolver } from "./node.resolver.ts";
import { NotificationResolver } from "./notify/notification.resolver.ts";
import { MemberResolver } from "./people/member.resolver.ts";
import { createMemberRoleStore } from "./people/member-role.store.ts";
import type { MemberStore } from "./people/member.store.ts";
import { ViewerResolver } from "./people/viewer.resolver.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";
import type { ResolverInstances } from "./schema.ts";
import { SharedInboxResolver } from "./shared-inbox/shared-inbox.resolver.ts";
import type { SharedInboxStore } from "./shared-inbox/shared-inbox.store.ts";

export interface ResolverFoundation extends Pick<Foundation, "env" | "database"> {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly inboxes: ComposedInboxes;
  readonly links: ComposedLinks;
  readonly live: ComposedLive;
  readonly keys: ApiKeyStore;
  readonly members: MemberStore;
  readonly shared: SharedInboxStore;
}

/** Every resolver with what it needs. */
export function composeResolvers(foundation: ResolverFoundation): ResolverInstances {
  const { env, database, bus, clock, inboxes, links, live, keys, members, shared } = foundation;
  const { needs, present, receipts, signer, verbs, connectVerbs } = inboxes;
  const { eventLog: log, cursors } = live;
  const consumers = createConsumerStore(database);
  const list = createInboxListStore(database);
  return [
    new ApiKeyResolver({ keys, clock, bus }),
    new ConnectResolver({ verbs: connectVerbs, stores: needs }),
    new ConsumerResolver({ issue: issueCredentials({ ...needs, consumers }), report: reportFailure({ ...needs, consumers }) }),
    new DiscoveryResolver(composeDiscovery(env, needs)),
    new GrantResolver({ present, receipts, clock }),
    new InboxEventResolver({ log, cursors }),
    new InboxResolver({ ...present, log, cursors, inboxes: needs.inboxes, list, checks: createCheckStore(database), clock }),
    new InboxVerbsResolver({ verbs, present, signer }),
    new LinkResolver(links),
    new MemberResolver({ memberRoles: createMemberRoleStore(database), clock, bus }),
    new NodeResolver({ ...needs, keys, members, receipts, present }),
    new NotificationResolver({ store: live.notificationStore, bus, now: () => new Date() }),
    new RemovalImpactResolver({ ...needs, consumers, members, present }),
    new SharedInboxResolver({ database, shared, clock, bus }),
    new ViewerResolver({ members }),
  ];
}
