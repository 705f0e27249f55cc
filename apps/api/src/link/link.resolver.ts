import { toLocale, type Provider } from "@relink/domain";
import { Arg, Ctx, FieldResolver, Query, Mutation, Resolver, Root, ID } from "type-graphql";
import { MailServerInput } from "../connect/connect.input.ts";
import { unusedGrantText } from "../connect/attempt.type.ts";
import { toLogin } from "../connect/to-connect-command.ts";
import { presentUnusedGuide } from "../connect/unused-grant.ts";
import type { Context } from "../context.ts";
import { ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { ProviderGuideType } from "../grant/grant.type.ts";
import { presentItGuide } from "../grant/present-grant.ts";
import { idempotencyKeyText } from "../inbox/inbox.input.ts";
import { InboxPayloadType } from "../inbox/inbox-verbs.type.ts";
import { presentInbox } from "../inbox/present-inbox.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import { EmailAddressScalar } from "../platform/scalars.ts";
import type { CompleteItRequest } from "./complete-it-request.ts";
import type { CreateReconnectLink } from "./create-reconnect-link.ts";
import type { LinkNeeds } from "./link-needs.ts";
import { LinkPageType, LinkSignInPayloadType, presentLink, ReconnectLinkPayloadType } from "./link.type.ts";
import { permissionsAt, providerOf, type LinkView, type OpenLink } from "./open-link.ts";
import type { SendItRequest } from "./send-it-request.ts";
import type { StartLinkSignIn } from "./start-link-sign-in.ts";
import type { SubmitLinkPassword } from "./submit-link-password.ts";
import type { WithdrawReconnectLink } from "./withdraw-reconnect-link.ts";

export interface LinkVerbs {
  readonly open: OpenLink;
  readonly create: CreateReconnectLink;
  readonly withdraw: WithdrawReconnectLink;
  readonly sendItRequest: SendItRequest;
  readonly startSignIn: StartLinkSignIn;
  readonly submitPassword: SubmitLinkPassword;
  readonly completeItRequest: CompleteItRequest;
}

const tokenText = "What stands after the # of the link.";
const localeText = "en or pl; by default the language of the mail.";

@Resolver(() => LinkPageType)
export class LinkResolver {
  private readonly verbs: LinkVerbs;
  private readonly needs: Pick<LinkNeeds, "present" | "providers" | "accounts">;

  constructor(needs: { readonly verbs: LinkVerbs; readonly needs: Pick<LinkNeeds, "present" | "providers" | "accounts"> }) {
    this.verbs = needs.verbs;
    this.needs = needs.needs;
  }

  @Query(() => LinkPageType, {
    nullable: true,
    description: "Without sign-in: the page behind a reconnect link or an IT request. Null for a token that is none.",
  })
  async link(@Ctx() { ip }: Context, @Arg("token", () => String, { description: tokenText }) token: string): Promise<LinkPageType | null> {
    const view = valueOf(await this.verbs.open(token, ip));
    return view && toPage(view);
  }

  @Mutation(() => ReconnectLinkPayloadType, {
    nullable: true,
    description:
      "A link with which the mailbox's holder reconnects it without an account here. One use, 7 days; a new one withdraws the one before. In FAILING, DISCONNECTED, CONNECTED only.",
  })
  async createReconnectLink(
    @Ctx() context: Context,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
    @Arg("sendTo", () => EmailAddressScalar, { nullable: true, description: "Mail it there, too." }) sendTo?: string | null,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) idempotencyKey?: string | null,
  ): Promise<ReconnectLinkPayloadType> {
    const input = { inboxId, sendTo: sendTo ?? null };
    const command = { ...toCommand("createReconnectLink", inboxId, idempotencyKey), sendTo: input.sendTo, input };
    const { held, link, url } = valueOf(await this.verbs.create(callerOf(context), command));
    return { inbox: presentInbox(held), url, expiresAt: new Date(link.expires_at), sentTo: link.sent_to };
  }

  @Mutation(() => InboxPayloadType, { nullable: true, description: "Withdraws the inbox's open reconnect link, if there is one." })
  async withdrawReconnectLink(
    @Ctx() context: Context,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) idempotencyKey?: string | null,
  ): Promise<InboxPayloadType> {
    const command = toCommand("withdrawReconnectLink", inboxId, idempotencyKey);
    return { inbox: presentInbox(valueOf(await this.verbs.withdraw(callerOf(context), command))) };
  }

  @Mutation(() => InboxPayloadType, {
    nullable: true,
    description: "Mails IT a link to a page that says what to remove, with a Done button.",
  })
  async sendItRequest(
    @Ctx() context: Context,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
    @Arg("sendTo", () => EmailAddressScalar, { description: "IT's address." }) sendTo: string,
    @Arg("grantId", () => ID, { nullable: true, description: "The grant whose provider end is meant; by default the newest ended one." })
    grantId?: string | null,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) idempotencyKey?: string | null,
  ): Promise<InboxPayloadType> {
    const input = { inboxId, grantId: grantId ?? null, sendTo };
    const command = {
      ...toCommand("sendItRequest", inboxId, idempotencyKey),
      grantId: grantId ? (parseGlobalId("grant", grantId) ?? noGrant) : null,
      sendTo,
      input,
    };
    return { inbox: presentInbox(valueOf(await this.verbs.sendItRequest(callerOf(context), command))) };
  }

  @Mutation(() => LinkSignInPayloadType, {
    nullable: true,
    description: "Without sign-in: begins to sign in at the provider by a reconnect link.",
  })
  async startLinkSignIn(
    @Ctx() { ip }: Context,
    @Arg("token", () => String, { description: tokenText }) token: string,
    @Arg("provider", () => ProviderEnum, { nullable: true, description: "Another provider than the page's: the mailbox has moved." })
    provider?: Provider | null,
  ): Promise<LinkSignInPayloadType> {
    const { attempt, authorizationUrl } = valueOf(await this.verbs.startSignIn(token, provider ?? null, ip));
    return { authorizationUrl, state: attempt.state, expiresAt: new Date(attempt.expires_at) };
  }

  @Mutation(() => LinkPageType, {
    nullable: true,
    description: "Without sign-in: reconnects with IMAP details that pass a check. A refusal spends nothing.",
  })
  async submitLinkPassword(
    @Ctx() { ip }: Context,
    @Arg("token", () => String, { description: tokenText }) token: string,
    @Arg("password", () => String, { description: "The mailbox's password, or an app password." }) password: string,
    @Arg("imap", () => MailServerInput, { description: "Where mail is read." }) imap: MailServerInput,
    @Arg("username", () => String, { nullable: true, description: "Default: the address." }) username?: string | null,
    @Arg("smtp", () => MailServerInput, { nullable: true, description: "Where mail is sent." }) smtp?: MailServerInput | null,
  ): Promise<LinkPageType> {
    const login = valueOf(toLogin({ username: username ?? null, password, imap, smtp: smtp ?? null }));
    return toPage(valueOf(await this.verbs.submitPassword(token, login, ip)));
  }

  @Mutation(() => LinkPageType, { nullable: true, description: "Without sign-in: IT says that our access was ended." })
  async completeItRequest(
    @Ctx() { ip }: Context,
    @Arg("token", () => String, { description: tokenText }) token: string,
  ): Promise<LinkPageType> {
    return toPage(valueOf(await this.verbs.completeItRequest(token, ip)));
  }

  @FieldResolver(() => ProviderGuideType, { nullable: true, description: "IT_REQUEST: what to remove." })
  async guide(
    @Root() { view }: LinkPageType,
    @Arg("locale", () => String, { nullable: true, description: localeText }) locale?: string | null,
  ): Promise<ProviderGuideType | null> {
    const { link, held, grant, state } = view;
    if (grant === null || state === "WITHDRAWN") return null;
    return presentItGuide(this.needs.present, grant, held.inbox.address, locale ? toLocale(locale) : link.locale);
  }

  @FieldResolver(() => ProviderGuideType, { nullable: true, description: `Of the last try to sign in. ${unusedGrantText}` })
  async unusedGrantGuide(
    @Root() { view }: LinkPageType,
    @Arg("locale", () => String, { nullable: true, description: localeText }) locale?: string | null,
  ): Promise<ProviderGuideType | null> {
    const { lastAttempt, link } = view;
    return lastAttempt && presentUnusedGuide(this.needs, lastAttempt, locale ? toLocale(locale) : link.locale);
  }

  @FieldResolver(() => [String], { description: "Which permissions will be asked for." })
  permissions(
    @Root() { view }: LinkPageType,
    @Arg("provider", () => ProviderEnum, { nullable: true, description: "At this provider; by default the page's." })
    provider?: Provider | null,
  ): readonly string[] {
    return view.link.kind === "RECONNECT" ? permissionsAt(this.needs, provider ?? providerOf(view)) : [];
  }
}

function toPage(view: LinkView): LinkPageType {
  return presentLink({ view, provider: providerOf(view) });
}

/** No grant has it: an id of another type is as if missing. */
const noGrant = "00000000-0000-0000-0000-000000000000";

function toCommand(mutation: string, inboxId: string, idempotencyKey: string | null | undefined) {
  return {
    mutation,
    idempotencyKey: idempotencyKey ?? null,
    expectedVersion: null,
    inboxId: parseGlobalId("inbox", inboxId),
    input: { inboxId },
  };
}
