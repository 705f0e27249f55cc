import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import type { Context } from "../context.ts";
import { ProviderGuideType } from "../grant/grant.type.ts";
import { InboxPayloadType } from "../inbox/inbox-verbs.type.ts";
import { InboxType } from "../inbox/inbox.type.ts";
import { presentInbox } from "../inbox/present-inbox.ts";
import { callerOf, viewerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import { ConnectInboxPayloadType, ConnectionAttemptType, presentAttempt, unusedGrantText } from "./attempt.type.ts";
import { findAttempt, type CancelAttempt } from "./cancel-attempt.ts";
import { ConnectImapInboxInput, ConnectInboxInput, ReconnectImapInboxInput, ReconnectInboxInput } from "./connect.input.ts";
import type { Begun, ConnectInbox } from "./connect-inbox.ts";
import type { ConnectImapInbox } from "./connect-imap-inbox.ts";
import type { ConnectNeeds } from "./connect-needs.ts";
import type { ReconnectInbox } from "./reconnect-inbox.ts";
import type { ReconnectImapInbox } from "./reconnect-imap-inbox.ts";
import { presentUnusedGuide, type UnusedGrantNeeds } from "./unused-grant.ts";
import { toConnectCommand, toConnectImapCommand, toLogin } from "./to-connect-command.ts";

export interface ConnectVerbs {
  readonly connect: ConnectInbox;
  readonly connectImap: ConnectImapInbox;
  readonly reconnect: ReconnectInbox;
  readonly reconnectImap: ReconnectImapInbox;
  readonly cancel: CancelAttempt;
}

export interface ConnectResolverNeeds {
  readonly verbs: ConnectVerbs;
  readonly stores: Pick<ConnectNeeds, "attempts" | "inboxes"> & UnusedGrantNeeds;
}

@Resolver(() => ConnectionAttemptType)
export class ConnectResolver {
  private readonly needs: ConnectResolverNeeds;

  constructor(needs: ConnectResolverNeeds) {
    this.needs = needs;
  }

  @Query(() => ConnectionAttemptType, {
    nullable: true,
    description: "How a sign-in went; null where there is none that the viewer may see.",
  })
  async connectionAttempt(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: "The attempt." }) id: string,
  ): Promise<ConnectionAttemptType | null> {
    const row = await findAttempt(this.needs.stores, callerOf(context), parseGlobalId("attempt", id));
    return row && presentAttempt(row);
  }

  @Mutation(() => ConnectInboxPayloadType, { nullable: true, description: "Begins to connect an address by signing in at its provider." })
  async connectInbox(
    @Ctx() context: Context,
    @Arg("input", () => ConnectInboxInput, { description: "What to connect." }) input: ConnectInboxInput,
  ): Promise<ConnectInboxPayloadType> {
    const caller = callerOf(context);
    return toPayload(valueOf(await this.needs.verbs.connect(caller, valueOf(toConnectCommand(caller, input)))));
  }

  @Mutation(() => InboxPayloadType, {
    nullable: true,
    description: "Connects an address with IMAP details that pass a check; a refusal stores nothing.",
  })
  async connectImapInbox(
    @Ctx() context: Context,
    @Arg("input", () => ConnectImapInboxInput, { description: "What to connect." }) input: ConnectImapInboxInput,
  ): Promise<InboxPayloadType> {
    const caller = callerOf(context);
    return { inbox: presentInbox(valueOf(await this.needs.verbs.connectImap(caller, valueOf(toConnectImapCommand(caller, input))))) };
  }

  @Mutation(() => ConnectInboxPayloadType, {
    nullable: true,
    description: "Begins to sign in once more. Until that completes, nothing of the inbox changes.",
  })
  async reconnectInbox(
    @Ctx() context: Context,
    @Arg("input", () => ReconnectInboxInput, { description: "Which inbox, and where." }) input: ReconnectInboxInput,
  ): Promise<ConnectInboxPayloadType> {
    const { inboxId, provider = null, returnTo = null, idempotencyKey = null } = input;
    const other = provider === "IMAP" ? null : provider;
    const command = {
      mutation: "reconnectInbox",
      idempotencyKey,
      expectedVersion: null,
      inboxId: parseGlobalId("inbox", inboxId),
      provider: other,
      returnTo,
      input: { inboxId, provider, returnTo },
    };
    return toPayload(valueOf(await this.needs.verbs.reconnect(callerOf(context), command)));
  }

  @Mutation(() => InboxPayloadType, { nullable: true, description: "Reconnects an inbox with IMAP details that pass a check." })
  async reconnectImapInbox(
    @Ctx() context: Context,
    @Arg("input", () => ReconnectImapInboxInput, { description: "Which inbox, and where." }) input: ReconnectImapInboxInput,
  ): Promise<InboxPayloadType> {
    const command = {
      mutation: "reconnectImapInbox",
      idempotencyKey: input.idempotencyKey ?? null,
      expectedVersion: null,
      inboxId: parseGlobalId("inbox", input.inboxId),
      login: valueOf(toLogin(input)),
      input: { ...input, password: null, idempotencyKey: null },
    };
    return { inbox: presentInbox(valueOf(await this.needs.verbs.reconnectImap(callerOf(context), command))) };
  }

  @Mutation(() => ConnectionAttemptType, { nullable: true, description: "Ends a sign-in that is on its way; by who began it." })
  async cancelConnectionAttempt(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: "The attempt." }) id: string,
  ): Promise<ConnectionAttemptType> {
    return presentAttempt(valueOf(await this.needs.verbs.cancel(callerOf(context), parseGlobalId("attempt", id))));
  }

  @Subscription(() => ConnectionAttemptType, {
    name: "connectionAttempt",
    nullable: true,
    description: "How a sign-in goes: as it stands now, then at each change, until it has ended.",
    subscribe: ({ args, context }: { args: { id: string }; context: Context }) =>
      context.attempts.follow(viewerOf(context), callerOf(context), parseGlobalId("attempt", args.id)),
  })
  connectionAttemptChanged(
    @Root() attempt: ConnectionAttemptType,
    @Arg("id", () => ID, { description: "The attempt." }) _id: string,
  ): ConnectionAttemptType {
    return attempt;
  }

  @FieldResolver(() => InboxType, { nullable: true, description: "The inbox that it is about." })
  inbox(@Root() { row }: ConnectionAttemptType, @Ctx() context: Context): Promise<InboxType | null> {
    // Fresh, since an attempt's change is an inbox's change too.
    return context.freshLoaders().inbox.load(row.inbox_id);
  }

  @FieldResolver(() => ProviderGuideType, { nullable: true, description: unusedGrantText })
  unusedGrantGuide(@Root() { row }: ConnectionAttemptType, @Ctx() { locale }: Context): Promise<ProviderGuideType | null> {
    return presentUnusedGuide(this.needs.stores, row, locale);
  }
}

function toPayload({ held, attempt, authorizationUrl }: Begun): ConnectInboxPayloadType {
  return { inbox: presentInbox(held), attempt: presentAttempt(attempt), authorizationUrl, expiresAt: new Date(attempt.expires_at) };
}
