import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { fact, mayAct, maySee, newsOf, recipientsOf } from "@relink/domain";
import type { ConsumerStore } from "../consumer/consumer.store.ts";
import type { Context } from "../context.ts";
import { presentGuide, type PresentNeeds } from "../grant/present-grant.ts";
import type { ProviderAccountStore } from "../grant/provider-account.store.ts";
import type { Caller } from "../people/caller.ts";
import type { MemberStore } from "../people/member.store.ts";
import type { MemberType } from "../people/member.type.ts";
import { callerOf } from "../people/viewer-of.ts";
import { apiError } from "../platform/api-error.ts";
import type { Clock } from "../platform/clock.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { HeldInbox } from "./held-inbox.ts";
import type { InboxStore } from "./inbox.store.ts";
import { presentInbox } from "./present-inbox.ts";
import { RemovalImpactType } from "./removal-impact.type.ts";

export interface RemovalImpactNeeds {
  readonly database: Queryable;
  readonly inboxes: InboxStore;
  readonly accounts: ProviderAccountStore;
  readonly members: MemberStore;
  readonly present: PresentNeeds;
  readonly consumers: Pick<ConsumerStore, "list">;
  readonly clock: Clock;
}

@Resolver()
export class RemovalImpactResolver {
  private readonly needs: RemovalImpactNeeds;

  constructor(needs: RemovalImpactNeeds) {
    this.needs = needs;
  }

  @Query(() => RemovalImpactType, { nullable: true, description: "What removing this inbox would touch, before anyone confirms." })
  async removalImpact(
    @Ctx() context: Context,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
  ): Promise<RemovalImpactType | null> {
    const caller = callerOf(context);
    const uuid = parseGlobalId("inbox", inboxId);
    const held = uuid && (await this.needs.inboxes.find(caller.workspaceId, uuid));
    if (!held || (caller.asker.kind === "member" && !maySee(caller.asker, held.inbox))) return null;
    const action = held.inbox.belonging.kind === "PERSONAL" ? "REMOVE" : "DELETE_CHANNEL";
    if (!mayAct(caller.asker, held.inbox, action)) throw apiError("FORBIDDEN", "Only who may remove this inbox may ask what that touches.");
    const { now, durations } = this.needs.clock.moment();
    const [willBeTold, sharing, live, consumers] = await Promise.all([
      this.listTold(caller, held),
      this.listSharing(caller, held),
      held.grant ? this.needs.accounts.countLive(held.grant.accountKey) : 0,
      this.needs.consumers.list(caller.workspaceId, held.inbox.id, {
        tokens: now - durations.tokenRemembered,
        password: held.grant?.startedAt ?? now,
      }),
    ]);
    return {
      willBeTold,
      consumers,
      sharesGrantWith: sharing.map(presentInbox),
      grantStaysInUse: live > 1,
      guide: await presentGuide(this.needs.present, held.inbox, held.grant, context.locale),
    };
  }

  /** Exactly those whom the removal's own event would tell. */
  private async listTold(caller: Caller, { inbox }: HeldInbox): Promise<readonly MemberType[]> {
    const news = newsOf(fact("REMOVED", "REMOVED", { fromState: inbox.ourEnd.state }), inbox, caller.memberId);
    if (!news) return [];
    const present = await this.needs.members.listPresent(caller.workspaceId);
    const told = new Set(
      recipientsOf(
        news,
        present.map(({ id, role }) => ({ id, role, leftAt: null })),
      ).map(({ memberId }) => memberId),
    );
    return present.filter(({ id }) => told.has(id)).map(({ member }) => member);
  }

  private async listSharing(caller: Caller, { inbox, grant }: HeldInbox): Promise<readonly HeldInbox[]> {
    if (!grant) return [];
    const sql =
      "select inbox_id from inbox_grant where workspace_id = $1 and account_key = $2 and ended_at is null and inbox_id <> $3 limit 50";
    const rows = await this.needs.database.query<{ inbox_id: string }>(
      sql,
      [caller.workspaceId, grant.accountKey, inbox.id],
      "grants_sharing",
    );
    if (rows.length === 0) return [];
    const sharing = await this.needs.inboxes.findMany(
      caller.workspaceId,
      rows.map((row) => row.inbox_id),
    );
    return sharing.filter((other) => maySee(caller.asker, other.inbox));
  }
}
