import DataLoader from "dataloader";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Context, Loaders } from "../context.ts";
import { InboxType } from "../inbox/inbox.type.ts";
import { NotificationType } from "../notify/notification.type.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { ProviderIncidentType } from "./incident.type.ts";
import type { IncidentReader, IncidentViewStore } from "./incident-view.store.ts";

type Find = (reader: IncidentReader, ids: readonly string[]) => Promise<ReadonlyMap<string, ProviderIncidentType>>;
type Load = (context: Context, id: string) => Promise<ProviderIncidentType | null>;

/** One query for all that ask within one operation, or one event: it lives as long as that one's loaders. */
function createLoad(find: Find): Load {
  const loaders = new WeakMap<Loaders, DataLoader<string, ProviderIncidentType | null>>();
  return (context, id) => {
    const { workspaceId, asker } = callerOf(context);
    const known = loaders.get(context.loaders);
    const loader =
      known ??
      new DataLoader(async (ids: readonly string[]) => {
        const found = await find({ workspaceId, asker }, ids);
        return ids.map((one) => found.get(one) ?? null);
      });
    if (!known) loaders.set(context.loaders, loader);
    return loader.load(id);
  };
}

@Resolver(() => InboxType)
export class InboxIncidentResolver {
  private readonly load: Load;

  constructor({ findOfInboxes }: Pick<IncidentViewStore, "findOfInboxes">) {
    this.load = createLoad(findOfInboxes);
  }

  @FieldResolver(() => ProviderIncidentType, { nullable: true, description: "The incident that holds it, if any." })
  incident(@Root() { held }: InboxType, @Ctx() context: Context): Promise<ProviderIncidentType | null> {
    return this.load(context, held.inbox.id);
  }
}

@Resolver(() => NotificationType)
export class NotificationIncidentResolver {
  private readonly load: Load;

  constructor({ findOfNotifications }: Pick<IncidentViewStore, "findOfNotifications">) {
    this.load = createLoad(findOfNotifications);
  }

  @FieldResolver(() => ProviderIncidentType, { nullable: true, description: "The incident that it is about." })
  incident(@Root() { id }: NotificationType, @Ctx() context: Context): Promise<ProviderIncidentType | null> | null {
    const uuid = parseGlobalId("notification", id);
    return uuid === null ? null : this.load(context, uuid);
  }
}
