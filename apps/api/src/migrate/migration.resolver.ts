import type { MigrationItemState, MigrationState, Provider } from "@relink/domain";
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../context.ts";
import { ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { idempotencyKeyText } from "../inbox/inbox.input.ts";
import { InboxType } from "../inbox/inbox.type.ts";
import { NotificationType } from "../notify/notification.type.ts";
import { callerOf, viewerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import type { MigrationStore } from "./migration.store.ts";
import {
  MigrationConnectionType,
  MigrationItemConnectionType,
  MigrationItemStateEnum,
  MigrationItemType,
  MigrationStateEnum,
  MigrationType,
} from "./migration.type.ts";
import type { MigrationVerbs } from "./migration-verbs.ts";
import { presentEvidence, presentMigration } from "./present-migration.ts";
import { assertMayMigrate, readItems, readMigrations } from "./read-migrations.ts";

export interface MigrationResolverNeeds {
  readonly migrations: MigrationStore;
  readonly verbs: MigrationVerbs;
}

const firstText = "How many: 1 to 200, by default 50.";
const afterText = "Go on after this cursor.";
const idText = "The migration.";

@Resolver(() => MigrationType)
export class MigrationResolver {
  private readonly needs: MigrationResolverNeeds;

  constructor(needs: MigrationResolverNeeds) {
    this.needs = needs;
  }

  @Query(() => MigrationConnectionType, { nullable: true, description: "The domains that move or have moved, newest first; for admins." })
  async migrations(
    @Ctx() context: Context,
    @Arg("first", () => Int, { nullable: true, description: firstText }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: afterText }) after?: string | null,
    @Arg("states", () => [MigrationStateEnum], { nullable: true, description: "Only those in these states." }) states?:
      | MigrationState[]
      | null,
  ): Promise<MigrationConnectionType> {
    const caller = callerOf(context);
    assertMayMigrate(caller);
    return readMigrations(this.needs.migrations, caller.workspaceId, {
      first: first ?? null,
      after: after ?? null,
      states: states ?? null,
    });
  }

  @Query(() => MigrationType, { nullable: true, description: "One migration; null where there is none. For admins." })
  async migration(@Ctx() context: Context, @Arg("id", () => ID, { description: idText }) id: string): Promise<MigrationType | null> {
    assertMayMigrate(callerOf(context));
    const uuid = parseGlobalId("migration", id);
    return uuid === null ? null : context.loaders.migration.load(uuid);
  }

  @Mutation(() => MigrationType, {
    nullable: true,
    description:
      "Says that a domain has moved, or confirms that it has: its inboxes at the old provider are disconnected. For admins. Of a domain one migration is under way at a time: else CONFLICT.",
  })
  async startMigration(
    @Ctx() context: Context,
    @Arg("domain", () => String, { description: "The domain, as it stands after the @." }) domain: string,
    @Arg("toProvider", () => ProviderEnum, { description: "Where its mailboxes are now." }) to: Provider,
    @Arg("fromProvider", () => ProviderEnum, { nullable: true, description: "Where they were; by default where most of its inboxes are." })
    from?: Provider | null,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) key?: string | null,
  ): Promise<MigrationType> {
    const input = { domain, from: from ?? null, to };
    return present(this.needs.verbs.start(callerOf(context), { mutation: "startMigration", idempotencyKey: key ?? null, input, ...input }));
  }

  @Mutation(() => MigrationType, {
    nullable: true,
    description: "Sends each holder of inboxes that wait one mail with their reconnect links for the new provider. For admins.",
  })
  async sendMigrationInvitations(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: idText }) id: string,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) key?: string | null,
  ): Promise<MigrationType> {
    const migrationId = parseGlobalId("migration", id);
    const command = { mutation: "sendMigrationInvitations", idempotencyKey: key ?? null, input: { id }, migrationId };
    return present(this.needs.verbs.sendInvitations(callerOf(context), command));
  }

  @Mutation(() => MigrationType, {
    nullable: true,
    description: "Leaves an inbox out: it is no longer waited for, and connected again where its check passes. For admins.",
  })
  async skipMigrationItem(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: idText }) id: string,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
  ): Promise<MigrationType> {
    return present(this.needs.verbs.skip(callerOf(context), parseGlobalId("migration", id), parseGlobalId("inbox", inboxId)));
  }

  @Mutation(() => MigrationType, {
    nullable: true,
    description: "Says that the domain does not move (split delivery): inboxes whose check passes are connected again. For admins.",
  })
  async dismissMigration(@Ctx() context: Context, @Arg("id", () => ID, { description: idText }) id: string): Promise<MigrationType> {
    return present(this.needs.verbs.dismiss(callerOf(context), parseGlobalId("migration", id)));
  }

  @Subscription(() => MigrationType, {
    nullable: true,
    description:
      "A migration as it stands now, then at each change; without an id each of the workspace's that changes from now on. For admins.",
    subscribe: ({ args, context }: { args: { id?: string | null }; context: Context }) =>
      context.migrations.follow(viewerOf(context), args.id ? { all: false, id: parseGlobalId("migration", args.id) } : { all: true }),
  })
  migrationChanged(
    @Root() migration: MigrationType,
    @Arg("id", () => ID, { nullable: true, description: "Only this one." }) _id?: string | null,
  ): MigrationType {
    return migration;
  }

  @FieldResolver(() => [String], { description: "What speaks for it, a sentence each, the oldest first; in the viewer's language." })
  evidence(@Root() { migration }: MigrationType, @Ctx() { locale }: Context): readonly string[] {
    return presentEvidence(migration, locale);
  }

  @FieldResolver(() => MigrationItemConnectionType, { description: "Its inboxes, by address." })
  async items(
    @Root() { migration }: MigrationType,
    @Arg("first", () => Int, { nullable: true, description: firstText }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: afterText }) after?: string | null,
    @Arg("states", () => [MigrationItemStateEnum], { nullable: true, description: "Only those in these states." })
    states?: MigrationItemState[] | null,
  ): Promise<MigrationItemConnectionType> {
    return readItems(this.needs.migrations, migration, { first: first ?? null, after: after ?? null, states: states ?? null });
  }
}

@Resolver(() => MigrationItemType)
export class MigrationItemResolver {
  @FieldResolver(() => InboxType, { nullable: true, description: "The inbox as it stands now; null where the viewer may not see it." })
  inbox(@Root() { inboxUuid }: MigrationItemType, @Ctx() { loaders }: Context): Promise<InboxType | null> {
    return loaders.inbox.load(inboxUuid);
  }
}

@Resolver(() => NotificationType)
export class NotificationMigrationResolver {
  @FieldResolver(() => MigrationType, {
    nullable: true,
    description: "The domain's move that it is about; for admins, who see migrations.",
  })
  migration(@Root() { migrationUuid }: NotificationType, @Ctx() { loaders }: Context): Promise<MigrationType | null> | null {
    return migrationUuid === null ? null : loaders.migration.load(migrationUuid);
  }
}

async function present(answer: ReturnType<MigrationVerbs["start"]>): Promise<MigrationType> {
  return presentMigration(valueOf(await answer));
}
