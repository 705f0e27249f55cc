import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { mayManageSharedInboxes } from "@relink/domain";
import type { Context } from "../context.ts";
import { InboxType } from "../inbox/inbox.type.ts";
import { presentInbox } from "../inbox/present-inbox.ts";
import { findReplay, toKeyRow } from "../inbox/idempotency.ts";
import { idempotencyKeyText } from "../inbox/inbox.input.ts";
import { callerOf, readerOf } from "../people/viewer-of.ts";
import { apiError } from "../platform/api-error.ts";
import type { Clock } from "../platform/clock.ts";
import { parseGlobalId, toGlobalId } from "../platform/global-id.ts";
import { newId } from "../platform/new-id.ts";
import { valueOf } from "../platform/outcome.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { Bus } from "../platform/bus.ts";
import type { SharedInboxStore } from "./shared-inbox.store.ts";
import { SharedInboxType } from "./shared-inbox.type.ts";

export interface SharedInboxNeeds {
  readonly database: Queryable;
  readonly shared: SharedInboxStore;
  readonly clock: Clock;
  readonly bus: Pick<Bus, "changed">;
}

const nameText = "1 to 80 characters, unique in the workspace.";

@Resolver(() => SharedInboxType)
export class SharedInboxResolver {
  private readonly needs: SharedInboxNeeds;

  constructor(needs: SharedInboxNeeds) {
    this.needs = needs;
  }

  @Query(() => [SharedInboxType], { nullable: true, description: "The shared inboxes, by name." })
  async sharedInboxes(@Ctx() context: Context): Promise<readonly SharedInboxType[]> {
    return this.needs.shared.list(readerOf(context).workspaceId);
  }

  @Query(() => SharedInboxType, { nullable: true, description: "One shared inbox; null where there is none." })
  async sharedInbox(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: "The shared inbox." }) id: string,
  ): Promise<SharedInboxType | null> {
    return this.find(readerOf(context).workspaceId, id);
  }

  @Mutation(() => SharedInboxType, { nullable: true, description: "Makes a shared inbox." })
  async createSharedInbox(
    @Ctx() context: Context,
    @Arg("name", () => String, { description: nameText }) name: string,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) idempotencyKey?: string | null,
  ): Promise<SharedInboxType | null> {
    const caller = callerOf(context);
    const command = { mutation: "createSharedInbox", idempotencyKey: idempotencyKey ?? null, input: { name } };
    const replay = await findReplay(this.needs.database, caller, command, this.needs.clock.now());
    if (!("seen" in replay)) return valueOf(replay);
    if (replay.seen) return this.find(caller.workspaceId, toGlobalId("shared_inbox", replay.result.sharedInboxId ?? ""));
    const id = newId();
    return this.save(context, id, name, "createSharedInbox", toKeyRow(caller, command, { sharedInboxId: id }, this.needs.clock.moment()));
  }

  @Mutation(() => SharedInboxType, { nullable: true, description: "Gives a shared inbox another name." })
  async renameSharedInbox(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: "The shared inbox." }) id: string,
    @Arg("name", () => String, { description: nameText }) name: string,
  ): Promise<SharedInboxType | null> {
    this.assertMay(context);
    const shared = await this.find(callerOf(context).workspaceId, id);
    if (!shared) throw missing();
    return this.save(context, shared.uuid, name, "renameSharedInbox");
  }

  @Mutation(() => ID, { nullable: true, description: "Only once it has no channels." })
  async deleteSharedInbox(@Ctx() context: Context, @Arg("id", () => ID, { description: "The shared inbox." }) id: string): Promise<string> {
    this.assertMay(context);
    const caller = callerOf(context);
    const shared = await this.find(caller.workspaceId, id);
    if (!shared) throw missing();
    const dropped = await this.needs.shared.drop(caller, shared.uuid, this.needs.clock.now());
    if (!dropped) throw apiError("BAD_USER_INPUT", "It still has channels. Delete them first.", { field: "id" });
    this.needs.bus.changed({ workspaceId: caller.workspaceId, topic: "SHARED_INBOX", id: shared.uuid });
    return id;
  }

  @FieldResolver(() => [InboxType], { description: "Its channels, by address; 200 at most." })
  async channels(@Root() { uuid }: SharedInboxType, @Ctx() context: Context): Promise<readonly InboxType[]> {
    const channels = await this.needs.shared.listChannels(callerOf(context).workspaceId, [uuid]);
    return (channels.get(uuid) ?? []).map(presentInbox);
  }

  private async find(workspaceId: string, id: string): Promise<SharedInboxType | null> {
    const uuid = parseGlobalId("shared_inbox", id);
    return uuid === null ? null : ((await this.needs.shared.findMany(workspaceId, [uuid])).get(uuid) ?? null);
  }

  private async save(
    context: Context,
    uuid: string,
    name: string,
    action: string,
    keyRow: object | null = null,
  ): Promise<SharedInboxType | null> {
    this.assertMay(context);
    const caller = callerOf(context);
    const trimmed = name.trim();
    if (trimmed === "" || trimmed.length > 80 || /[\p{Cc}\p{Cs}]/u.test(trimmed))
      throw apiError("BAD_USER_INPUT", "A name has 1 to 80 characters that can be seen.", { field: "name" });
    const saved = await this.needs.shared.save(caller, { id: uuid, name: trimmed, at: this.needs.clock.now(), keyRow }, action);
    if (saved === "KEY_TAKEN") throw apiError("CONFLICT", "A request with this idempotency key is still running. Repeat it in a moment.");
    if (saved === "NAME_TAKEN") throw apiError("BAD_USER_INPUT", "Another shared inbox has this name.", { field: "name" });
    this.needs.bus.changed({ workspaceId: caller.workspaceId, topic: "SHARED_INBOX", id: uuid });
    return this.find(caller.workspaceId, toGlobalId("shared_inbox", uuid));
  }

  private assertMay(context: Context): void {
    if (!mayManageSharedInboxes(callerOf(context).asker)) throw apiError("FORBIDDEN", "Only admins may change shared inboxes.");
  }
}

function missing() {
  return apiError("NOT_FOUND", "There is no such shared inbox in this workspace.");
}
