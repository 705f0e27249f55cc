import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { findAttempt } from "./connect/cancel-attempt.ts";
import { presentAttempt } from "./connect/attempt.type.ts";
import type { ConnectNeeds } from "./connect/connect-needs.ts";
import type { Context } from "./context.ts";
import { presentGrant, presentReceipt, type PresentNeeds } from "./grant/present-grant.ts";
import type { ReceiptStore } from "./grant/receipt.store.ts";
import { mayManageWebhooks, mayManageWorkspace, maySee } from "@relink/domain";
import { presentApiKey } from "./api-key/api-key.type.ts";
import type { ApiKeyStore } from "./api-key/api-key.store.ts";
import type { IncidentViewStore } from "./monitor/incident-view.store.ts";
import { listWorkspacesOf } from "./people/viewer.resolver.ts";
import type { MemberStore } from "./people/member.store.ts";
import { callerOf, readerOf, viewerOf } from "./people/viewer-of.ts";
import { parseGlobalId, typeOfGlobalId } from "./platform/global-id.ts";
import { NodeType } from "./platform/node.type.ts";
import { presentDeliveries } from "./webhook/read-deliveries.ts";
import type { RedeliverNeeds } from "./webhook/redeliver.ts";
import { presentEndpoint } from "./webhook/webhook.type.ts";

export interface NodeNeeds extends Pick<ConnectNeeds, "attempts" | "inboxes"> {
  readonly keys: Pick<ApiKeyStore, "find">;
  readonly members: MemberStore;
  readonly incidentViews: Pick<IncidentViewStore, "find">;
  readonly receipts: ReceiptStore;
  readonly present: PresentNeeds;
  readonly webhooks: RedeliverNeeds;
}

@Resolver()
export class NodeResolver {
  private readonly needs: NodeNeeds;

  constructor(needs: NodeNeeds) {
    this.needs = needs;
  }

  @Query(() => NodeType, { nullable: true, description: "Anything by its id; null where there is nothing that the viewer may see." })
  async node(@Ctx() context: Context, @Arg("id", () => ID, { description: "Its id." }) id: string): Promise<NodeType | null> {
    const viewer = viewerOf(context);
    const type = typeOfGlobalId(id);
    const uuid = type && parseGlobalId(type, id);
    if (!uuid) return null;
    switch (type) {
      case "inbox":
        return context.loaders.inbox.load(uuid);
      case "member":
        return context.loaders.member.load(uuid);
      case "shared_inbox":
        return context.loaders.sharedInbox.load(uuid);
      case "workspace":
        return (await listWorkspacesOf(this.needs.members, viewer)).find((workspace) => workspace.id === id) ?? null;
      case "migration":
        return context.loaders.migration.load(uuid);
      case "attempt": {
        const row = await findAttempt(this.needs, callerOf(context), uuid);
        return row && presentAttempt(row);
      }
      case "key":
        return this.findKey(context, uuid);
      case "receipt":
        return this.findReceipt(context, uuid);
      case "incident": {
        const { workspaceId, asker } = readerOf(context);
        return (await this.needs.incidentViews.find({ workspaceId, asker }, [uuid])).get(uuid) ?? null;
      }
      case "grant":
        return this.findGrant(context, uuid);
      case "endpoint":
      case "delivery":
        return this.findOfWebhooks(context, type, uuid);
      default:
        return null;
    }
  }

  private async findKey(context: Context, uuid: string): Promise<NodeType | null> {
    const { workspaceId, asker } = callerOf(context);
    const found = mayManageWorkspace(asker) ? await this.needs.keys.find(workspaceId, uuid) : null;
    return found && presentApiKey(found);
  }

  private async findOfWebhooks(context: Context, type: "endpoint" | "delivery", uuid: string): Promise<NodeType | null> {
    const { workspaceId, asker } = callerOf(context);
    const { webhooks } = this.needs;
    if (!mayManageWebhooks(asker)) return null;
    if (type === "endpoint") {
      const endpoint = await webhooks.endpoints.find(workspaceId, uuid);
      return endpoint && presentEndpoint(endpoint);
    }
    const delivery = await webhooks.deliveries.find(workspaceId, uuid);
    return delivery && (presentDeliveries(webhooks, workspaceId, [delivery])[0] ?? null);
  }

  private async findReceipt(context: Context, uuid: string): Promise<NodeType | null> {
    const { workspaceId, asker } = callerOf(context);
    const found = await this.needs.receipts.find(workspaceId, uuid);
    return found && maySee(asker, found.held.inbox) ? presentReceipt(this.needs.present, found.held, found.grant) : null;
  }

  private async findGrant(context: Context, uuid: string): Promise<NodeType | null> {
    const { workspaceId, asker } = callerOf(context);
    const grant = await this.needs.inboxes.findGrant(workspaceId, uuid);
    const held = grant && (await this.needs.inboxes.find(workspaceId, grant.inboxId));
    return held && maySee(asker, held.inbox) ? presentGrant(this.needs.present, held, grant) : null;
  }
}
