import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { allowedGrantActions, maySee, type InboxAction } from "@relink/domain";
import type { Context } from "../context.ts";
import { callerOf, readerOf } from "../people/viewer-of.ts";
import type { Clock } from "../platform/clock.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { DisconnectReceiptType, GrantType, InboxActionEnum, ProviderGuideType } from "./grant.type.ts";
import { presentGuide, presentReceipt, type PresentNeeds } from "./present-grant.ts";
import type { ReceiptStore } from "./receipt.store.ts";

@Resolver(() => GrantType)
export class GrantResolver {
  private readonly present: PresentNeeds;
  private readonly receipts: ReceiptStore;
  private readonly clock: Clock;

  constructor(needs: { readonly present: PresentNeeds; readonly receipts: ReceiptStore; readonly clock: Clock }) {
    this.present = needs.present;
    this.receipts = needs.receipts;
    this.clock = needs.clock;
  }

  @Query(() => DisconnectReceiptType, { nullable: true, description: "One receipt; null where there is none that the viewer may see." })
  async receipt(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: "The receipt." }) id: string,
  ): Promise<DisconnectReceiptType | null> {
    const caller = readerOf(context);
    const uuid = parseGlobalId("receipt", id);
    const found = uuid && (await this.receipts.find(caller.workspaceId, uuid));
    return found && maySee(caller.asker, found.held.inbox) ? presentReceipt(this.present, found.held, found.grant) : null;
  }

  @FieldResolver(() => ProviderGuideType, { description: "How the person ends it at the provider." })
  guide(@Root() { held, kept }: GrantType, @Ctx() { locale }: Context): Promise<ProviderGuideType> {
    return presentGuide(this.present, held.inbox, kept, locale);
  }

  @FieldResolver(() => [InboxActionEnum], { description: "What the viewer may do about its provider end now." })
  allowedActions(@Root() { held, kept }: GrantType, @Ctx() context: Context): readonly InboxAction[] {
    return allowedGrantActions(callerOf(context).asker, held.inbox, kept, this.clock.moment());
  }
}
