import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { allowedActions, explainReason, maySee, remedyFor, toLocale, type InboxAction } from "@relink/domain";
import type { Context } from "../context.ts";
import { InboxEventConnectionType } from "../events/inbox-event.type.ts";
import { readInboxEvents, type ReadEventsNeeds } from "../events/read-events.ts";
import { DisconnectReceiptType, GrantType, InboxActionEnum, ProviderGuideType } from "../grant/grant.type.ts";
import { presentGrant, presentGuide, presentReceipt, type PresentNeeds } from "../grant/present-grant.ts";
import { MemberType } from "../people/member.type.ts";
import { callerOf, readerOf } from "../people/viewer-of.ts";
import type { Clock } from "../platform/clock.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { toConnection, toPageSize, type Connection } from "../platform/page.ts";
import { CursorScalar } from "../platform/scalars.ts";
import { SharedInboxType } from "../shared-inbox/shared-inbox.type.ts";
import type { CheckStore } from "./check.store.ts";
import { InboxFilterInput, InboxOrderByInput } from "./inbox.input.ts";
import type { InboxListStore } from "./inbox-list.store.ts";
import type { InboxStore } from "./inbox.store.ts";
import { DisconnectionType, InboxCheckConnectionType, InboxConnectionType, InboxType, type InboxCheckType } from "./inbox.type.ts";
import { presentInbox, presentListedInbox } from "./present-inbox.ts";

export interface InboxResolverNeeds extends PresentNeeds, ReadEventsNeeds {
  readonly inboxes: InboxStore;
  readonly list: InboxListStore;
  readonly checks: CheckStore;
  readonly clock: Clock;
}

const firstText = "How many: 1 to 200, by default 50.";
const localeText = "en or pl; by default the viewer's.";

@Resolver(() => InboxType)
export class InboxResolver {
  private readonly needs: InboxResolverNeeds;

  constructor(needs: InboxResolverNeeds) {
    this.needs = needs;
  }

  @Query(() => InboxType, { nullable: true, description: "One inbox; null where there is none that the viewer may see." })
  async inbox(@Ctx() context: Context, @Arg("id", () => ID, { description: "The inbox." }) id: string): Promise<InboxType | null> {
    const caller = readerOf(context);
    const uuid = parseGlobalId("inbox", id);
    const held = uuid && (await this.needs.inboxes.find(caller.workspaceId, uuid));
    return held && maySee(caller.asker, held.inbox) ? presentInbox(held) : null;
  }

  @Query(() => InboxConnectionType, { nullable: true, description: "The inboxes that the viewer may see. Default order: ADDRESS, ASC." })
  async inboxes(
    @Ctx() context: Context,
    @Arg("filter", () => InboxFilterInput, { nullable: true, description: "Which." }) filter?: InboxFilterInput | null,
    @Arg("orderBy", () => InboxOrderByInput, { nullable: true, description: "In which order." }) orderBy?: InboxOrderByInput | null,
    @Arg("first", () => Int, { nullable: true, description: firstText }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Go on after this cursor." }) after?: string | null,
  ): Promise<InboxConnectionType> {
    const { workspaceId, asker } = readerOf(context);
    const size = toPageSize(first);
    const wanted = { workspaceId, asker, filter: filter ?? {} };
    const order = orderBy ?? { field: "ADDRESS", direction: "ASC" };
    const found = await this.needs.list.list({ ...wanted, orderBy: order, limit: size + 1, after: after ?? null });
    const edges = found.map(({ held, grant, cursor }) => ({ cursor, node: presentListedInbox(held, grant) }));
    return { ...toConnection(edges, size, Boolean(after)), count: () => this.needs.list.count(wanted) };
  }

  @FieldResolver(() => ProviderGuideType, {
    description: "How the person ends our access, for the current grant; after removal for the newest ended one.",
  })
  async providerGuide(@Root() { held, grant }: InboxType, @Ctx() { locale }: Context): Promise<ProviderGuideType> {
    return presentGuide(this.needs, held.inbox, (await grant()) ?? held.endedGrant, locale);
  }

  @FieldResolver(() => GrantType, { nullable: true, description: "The grant in use, or kept." })
  async currentGrant(@Root() { held, grant }: InboxType): Promise<GrantType | null> {
    const current = await grant();
    return current && presentGrant(this.needs, held, current);
  }

  @FieldResolver(() => [GrantType], { description: "Newest first; 50 at most." })
  async endedGrants(@Root() { held }: InboxType): Promise<readonly GrantType[]> {
    if (!held.endedGrant) return [];
    const grants = await this.needs.inboxes.listEndedGrants(held.inbox.workspaceId, held.inbox.id);
    return grants.map((grant) => presentGrant(this.needs, held, grant));
  }

  @FieldResolver(() => [DisconnectReceiptType], { description: "One for each grant that ended, newest first; 50 at most." })
  async receipts(@Root() { held }: InboxType): Promise<readonly DisconnectReceiptType[]> {
    if (!held.endedGrant) return [];
    const grants = await this.needs.inboxes.listEndedGrants(held.inbox.workspaceId, held.inbox.id);
    return grants.flatMap((grant) => presentReceipt(this.needs, held, grant) ?? []);
  }

  @FieldResolver(() => MemberType, { nullable: true, description: "PERSONAL only." })
  owner(@Root() { held }: InboxType, @Ctx() { loaders }: Context): Promise<MemberType | null> | null {
    const { belonging } = held.inbox;
    return belonging.kind === "PERSONAL" ? loaders.member.load(belonging.ownerId) : null;
  }

  @FieldResolver(() => MemberType, { nullable: true, description: "Who connected it; null where an API consumer did." })
  connectedBy(@Root() { held }: InboxType, @Ctx() { loaders }: Context): Promise<MemberType | null> | null {
    return held.inbox.connectedBy && loaders.member.load(held.inbox.connectedBy);
  }

  @FieldResolver(() => SharedInboxType, { nullable: true, description: "TEAM only." })
  sharedInbox(@Root() { held }: InboxType, @Ctx() { loaders }: Context): Promise<SharedInboxType | null> | null {
    const { belonging } = held.inbox;
    return belonging.kind === "TEAM" ? loaders.sharedInbox.load(belonging.sharedInboxId) : null;
  }

  @FieldResolver(() => [InboxActionEnum], { description: "What the viewer may do to it now. The API enforces exactly this." })
  allowedActions(@Root() { held }: InboxType, @Ctx() context: Context): readonly InboxAction[] {
    return allowedActions(callerOf(context).asker, held.inbox, held.endedGrant, this.needs.clock.moment());
  }

  @FieldResolver(() => InboxCheckConnectionType, { description: "Newest first." })
  checks(
    @Root() { held }: InboxType,
    @Arg("first", () => Int, { nullable: true, description: firstText }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Go on after this cursor." }) after?: string | null,
  ): Promise<Connection<InboxCheckType>> {
    return this.needs.checks.list(held.inbox.workspaceId, held.inbox.id, toPageSize(first), after ?? null);
  }

  @FieldResolver(() => InboxEventConnectionType, { description: "Its events." })
  events(
    @Root() { held }: InboxType,
    @Arg("first", () => Int, { nullable: true, description: firstText }) first?: number | null,
    @Arg("after", () => CursorScalar, { nullable: true, description: "Go on from just after this event." }) after?: string | null,
    @Arg("newestFirst", () => Boolean, { nullable: true, defaultValue: true, description: "The newest first." }) newestFirst?: boolean,
  ): Promise<InboxEventConnectionType> {
    return readInboxEvents(this.needs, held.inbox, { first: first ?? null, after: after ?? null, newestFirst: newestFirst ?? true });
  }
}

@Resolver(() => InboxConnectionType)
export class InboxConnectionResolver {
  @FieldResolver(() => Int, { description: "How many there are in all." })
  totalCount(@Root() connection: InboxConnectionType): Promise<number> {
    return connection.count();
  }
}

@Resolver(() => DisconnectionType)
export class DisconnectionResolver {
  @FieldResolver(() => String, { description: "One sentence for a person; in the viewer's language, or the one asked for (en, pl)." })
  explanation(
    @Root() { reason }: DisconnectionType,
    @Ctx() context: Context,
    @Arg("locale", () => String, { nullable: true, description: localeText }) locale?: string | null,
  ): string {
    return explainReason(reason, locale ? toLocale(locale) : context.locale);
  }

  @FieldResolver(() => String, { description: "What to do next, likewise." })
  remedy(
    @Root() { reason }: DisconnectionType,
    @Ctx() context: Context,
    @Arg("locale", () => String, { nullable: true, description: localeText }) locale?: string | null,
  ): string {
    return remedyFor(reason, locale ? toLocale(locale) : context.locale);
  }
}
