import "reflect-metadata";
import type { GraphQLObjectType, GraphQLSchema } from "graphql";
import { buildSchemaSync, type NonEmptyArray } from "type-graphql";
import { ConnectResolver } from "./connect/connect.resolver.ts";
import { ApiKeyResolver } from "./api-key/api-key.resolver.ts";
import { DiscoveryResolver } from "./discovery/discovery.resolver.ts";
import { ChangeResolver } from "./events/change.resolver.ts";
import { InboxEventFieldsResolver } from "./events/inbox-event-fields.resolver.ts";
import { InboxEventResolver } from "./events/inbox-event.resolver.ts";
import { GrantResolver } from "./grant/grant.resolver.ts";
import { ConsumerResolver } from "./consumer/consumer.resolver.ts";
import { DisconnectionResolver, InboxConnectionResolver, InboxResolver } from "./inbox/inbox.resolver.ts";
import { InboxVerbsResolver } from "./inbox/inbox-verbs.resolver.ts";
import { RemovalImpactResolver } from "./inbox/removal-impact.resolver.ts";
import { LinkResolver } from "./link/link.resolver.ts";
import { OpenLinksResolver } from "./link/open-links.resolver.ts";
import { MigrationItemResolver, MigrationResolver, NotificationMigrationResolver } from "./migrate/migration.resolver.ts";
import { HealthSummaryResolver } from "./monitor/health-summary.resolver.ts";
import { InboxIncidentResolver, NotificationIncidentResolver } from "./monitor/incident.resolver.ts";
import { NodeResolver } from "./node.resolver.ts";
import { NotificationFieldsResolver } from "./notify/notification-fields.resolver.ts";
import { NotificationResolver } from "./notify/notification.resolver.ts";
import { PreferencesResolver } from "./notify/preferences.resolver.ts";
import { MemberResolver } from "./people/member.resolver.ts";
import { ViewerResolver } from "./people/viewer.resolver.ts";
import { DateTimeScalar } from "./platform/scalars.ts";
import { SharedInboxResolver } from "./shared-inbox/shared-inbox.resolver.ts";
import { DeliveryResolver } from "./webhook/delivery.resolver.ts";
import { WebhookResolver } from "./webhook/webhook.resolver.ts";

const resolvers = [
  ApiKeyResolver,
  ChangeResolver,
  ConnectResolver,
  ConsumerResolver,
  DeliveryResolver,
  DisconnectionResolver,
  DiscoveryResolver,
  GrantResolver,
  HealthSummaryResolver,
  InboxConnectionResolver,
  InboxEventFieldsResolver,
  InboxEventResolver,
  InboxIncidentResolver,
  InboxResolver,
  InboxVerbsResolver,
  LinkResolver,
  OpenLinksResolver,
  MemberResolver,
  MigrationItemResolver,
  MigrationResolver,
  NodeResolver,
  NotificationFieldsResolver,
  NotificationIncidentResolver,
  NotificationMigrationResolver,
  NotificationResolver,
  PreferencesResolver,
  RemovalImpactResolver,
  SharedInboxResolver,
  ViewerResolver,
  WebhookResolver,
] as const satisfies NonEmptyArray<Function>;

/** The resolvers with what they need; those without needs make themselves. */
export type ResolverInstances = readonly object[];

/**
 * The public schema.
 * @param instances - none where it is only printed.
 */
export function buildRelinkSchema(instances: ResolverInstances = []): GraphQLSchema {
  const known = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]));
  const schema = buildSchemaSync({
    resolvers: [...resolvers] as unknown as NonEmptyArray<Function>,
    validate: false,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    // Every subscription brings its own stream; the library asks for this all the same.
    pubSub: { publish: refuseToPublish, subscribe: refuseToPublish },
    container: { get: (type: new () => object) => known.get(type) ?? new type() },
  });
  describe(schema.getQueryType(), "What can be asked, always within the viewer's workspace.");
  describe(schema.getMutationType(), "What can be done. A refusal is an error with a stable code; nothing is half written.");
  describe(schema.getSubscriptionType(), "What can be followed live, over WebSocket at /graphql.");
  return schema;
}

/** The library has no place for a root type's description. */
function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}

function refuseToPublish(): never {
  throw new Error("Subscriptions here have streams of their own: events/event-streams.ts shows how.");
}
