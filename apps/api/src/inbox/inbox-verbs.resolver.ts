import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context.ts";
import type { ProviderEndVerbs } from "../grant/provider-end-verbs.ts";
import { presentGuide, presentReceipt, type PresentNeeds } from "../grant/present-grant.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import type { CheckInboxNow } from "./check-inbox-now.ts";
import type { HeldInbox } from "./held-inbox.ts";
import { InboxCommandInput, ProviderEndInput, RemoveInboxInput, ReportAdminConsentInput } from "./inbox.input.ts";
import { CheckPayloadType, InboxPayloadType, presentCheck, RemoveInboxPayloadType, VerifyPayloadType } from "./inbox-verbs.type.ts";
import type { InboxCommand } from "./perform.ts";
import { presentInbox } from "./present-inbox.ts";
import { nothingGranted, type ReceiptSigner } from "./receipt.ts";
import type { RemoveInbox } from "./remove-inbox.ts";
import type { TurnOffInbox } from "./turn-off-inbox.ts";
import type { TurnOnInbox } from "./turn-on-inbox.ts";

/** The verbs on an inbox. */
export interface InboxVerbs {
  readonly turnOff: TurnOffInbox;
  readonly turnOn: TurnOnInbox;
  readonly remove: RemoveInbox;
  readonly deleteChannel: RemoveInbox;
  readonly checkNow: CheckInboxNow;
  readonly providerEnd: ProviderEndVerbs;
}

const inputText = "Which inbox, and from which version on.";

@Resolver()
export class InboxVerbsResolver {
  private readonly verbs: InboxVerbs;
  private readonly present: PresentNeeds;
  private readonly signer: ReceiptSigner;

  constructor(needs: { readonly verbs: InboxVerbs; readonly present: PresentNeeds; readonly signer: ReceiptSigner }) {
    this.verbs = needs.verbs;
    this.present = needs.present;
    this.signer = needs.signer;
  }

  @Mutation(() => InboxPayloadType, {
    nullable: true,
    description: "PERSONAL: greyed out; nothing is read or sent. Can be turned on again.",
  })
  async turnOffInbox(
    @Ctx() context: Context,
    @Arg("input", () => InboxCommandInput, { description: inputText }) input: InboxCommandInput,
  ): Promise<InboxPayloadType> {
    return toPayload(valueOf(await this.verbs.turnOff(callerOf(context), toCommand("turnOffInbox", input))));
  }

  @Mutation(() => InboxPayloadType, {
    nullable: true,
    description:
      "A check decides: CONNECTED, or DISCONNECTED with the reason; where the provider can't be reached it stays OFF and answers PROVIDER_UNAVAILABLE.",
  })
  async turnOnInbox(
    @Ctx() context: Context,
    @Arg("input", () => InboxCommandInput, { description: inputText }) input: InboxCommandInput,
  ): Promise<InboxPayloadType> {
    return toPayload(valueOf(await this.verbs.turnOn(callerOf(context), toCommand("turnOnInbox", input))));
  }

  @Mutation(() => RemoveInboxPayloadType, {
    nullable: true,
    description: "PERSONAL, once it is off or disconnected (or still connecting).",
  })
  async removeInbox(
    @Ctx() context: Context,
    @Arg("input", () => RemoveInboxInput, { description: inputText }) input: RemoveInboxInput,
  ): Promise<RemoveInboxPayloadType> {
    const command = { ...toCommand("removeInbox", input), destroyCredentialsNow: input.destroyCredentialsNow ?? false };
    return this.toRemoved(context, valueOf(await this.verbs.remove(callerOf(context), command)));
  }

  @Mutation(() => RemoveInboxPayloadType, {
    nullable: true,
    description: "TEAM: takes the channel out of its shared inbox and tells those who must know.",
  })
  async deleteChannel(
    @Ctx() context: Context,
    @Arg("input", () => RemoveInboxInput, { description: inputText }) input: RemoveInboxInput,
  ): Promise<RemoveInboxPayloadType> {
    const command = { ...toCommand("deleteChannel", input), destroyCredentialsNow: input.destroyCredentialsNow ?? false };
    return this.toRemoved(context, valueOf(await this.verbs.deleteChannel(callerOf(context), command)));
  }

  @Mutation(() => CheckPayloadType, { nullable: true, description: "Look now, with fresh credentials; 10 a minute and inbox." })
  async checkInboxNow(
    @Ctx() context: Context,
    @Arg("input", () => InboxCommandInput, { description: inputText }) input: InboxCommandInput,
  ): Promise<CheckPayloadType> {
    return presentCheck(valueOf(await this.verbs.checkNow(callerOf(context), toCommand("checkInboxNow", input))));
  }

  @Mutation(() => InboxPayloadType, {
    nullable: true,
    description: "Ask the provider to end our access (Google does; Microsoft and IMAP answer with AWAITING_PERSON).",
  })
  async revokeProviderAccess(
    @Ctx() context: Context,
    @Arg("input", () => ProviderEndInput, { description: inputText }) input: ProviderEndInput,
  ): Promise<InboxPayloadType> {
    return toPayload(valueOf(await this.verbs.providerEnd.revoke(callerOf(context), toCommand("revokeProviderAccess", input))));
  }

  @Mutation(() => InboxPayloadType, { nullable: true, description: "A person says that it is done at the provider." })
  async confirmProviderAccessRemoved(
    @Ctx() context: Context,
    @Arg("input", () => ProviderEndInput, { description: inputText }) input: ProviderEndInput,
  ): Promise<InboxPayloadType> {
    return toPayload(valueOf(await this.verbs.providerEnd.confirm(callerOf(context), toCommand("confirmProviderAccessRemoved", input))));
  }

  @Mutation(() => InboxPayloadType, {
    nullable: true,
    description:
      "A person says whether an administrator gave the consent at Microsoft 365: then only IT can end it, and the guide says so. No sign-in tells that.",
  })
  async reportAdminConsent(
    @Ctx() context: Context,
    @Arg("input", () => ReportAdminConsentInput, { description: inputText }) input: ReportAdminConsentInput,
  ): Promise<InboxPayloadType> {
    const command = toCommand("reportAdminConsent", input);
    const given = input.given ?? true;
    const told = { ...command, given, input: { ...command.input, given } };
    return toPayload(valueOf(await this.verbs.providerEnd.reportAdminConsent(callerOf(context), told)));
  }

  @Mutation(() => VerifyPayloadType, {
    nullable: true,
    description: "Look whether it is: tries the sealed credentials once and expects to be refused.",
  })
  async verifyProviderAccessRemoved(
    @Ctx() context: Context,
    @Arg("input", () => ProviderEndInput, { description: inputText }) input: ProviderEndInput,
  ): Promise<VerifyPayloadType> {
    const { held, outcome } = valueOf(
      await this.verbs.providerEnd.verify(callerOf(context), toCommand("verifyProviderAccessRemoved", input)),
    );
    return { inbox: presentInbox(held), outcome };
  }

  private async toRemoved({ locale }: Context, held: HeldInbox): Promise<RemoveInboxPayloadType> {
    const { inbox } = held;
    const grant = held.endedGrant ?? (await nothingGranted(inbox, this.signer, this.present.durations));
    const receipt = presentReceipt(this.present, held, grant);
    if (!receipt) throw new Error(`Inbox ${inbox.id} was removed without a receipt.`);
    return {
      inbox: presentInbox(held),
      guide: await presentGuide(this.present, inbox, held.endedGrant, locale),
      receipt,
    };
  }
}

function toPayload(held: HeldInbox): InboxPayloadType {
  return { inbox: presentInbox(held) };
}

/** An input as the use-cases take it; another type's id names no inbox. */
function toCommand(
  mutation: string,
  input: InboxCommandInput & { readonly grantId?: string | null; readonly destroyCredentialsNow?: boolean | null },
): InboxCommand {
  const { inboxId, expectedVersion = null, idempotencyKey = null, grantId = null } = input;
  return {
    mutation,
    idempotencyKey,
    expectedVersion,
    inboxId: parseGlobalId("inbox", inboxId),
    grantId: grantId === null ? null : (parseGlobalId("grant", grantId) ?? noGrant),
    input: { inboxId, expectedVersion, grantId, destroyCredentialsNow: input.destroyCredentialsNow ?? false },
  };
}

/** No grant has it: an id of another type is as if missing. */
const noGrant = "00000000-0000-0000-0000-000000000000";
