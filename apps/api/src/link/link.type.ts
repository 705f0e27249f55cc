import { Field, ObjectType } from "type-graphql";
import type { AttemptFailure, AttemptState } from "../connect/attempt.ts";
import { AttemptFailureEnum, AttemptStateEnum } from "../connect/attempt.type.ts";
import { ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { InboxPayloadType } from "../inbox/inbox-verbs.type.ts";
import type { Provider } from "@relink/domain";
import { createEnumType } from "../platform/enum-type.ts";
import { DateTimeScalar, EmailAddressScalar, UrlScalar } from "../platform/scalars.ts";
import type { LinkKind, LinkState } from "./link.ts";
import type { LinkView } from "./open-link.ts";

export const LinkKindEnum = createEnumType<LinkKind>("LinkKind", "What a link without sign-in is for.", {
  RECONNECT: "The mailbox's holder reconnects it.",
  IT_REQUEST: "IT ends our access at the provider.",
});

export const LinkStateEnum = createEnumType<LinkState>("LinkState", "Whether a link can be used.", {
  OPEN: "It can be used.",
  USED: "It was used.",
  EXPIRED: "Its time is over.",
  WITHDRAWN: "A newer one took its place, or the inbox was turned off or removed.",
});

@ObjectType("LinkSignIn", { description: "The last try to sign in by a link.", simpleResolvers: true })
export class LinkSignInType {
  @Field(() => AttemptStateEnum, { description: "How far it has come." })
  readonly state!: AttemptState;

  @Field(() => AttemptFailureEnum, { nullable: true, description: "Why it failed." })
  readonly failure!: AttemptFailure | null;

  @Field(() => String, { nullable: true, description: "The provider's own code, never its raw text." })
  readonly providerCode!: string | null;

  @Field(() => EmailAddressScalar, { nullable: true, description: "The account that signed in." })
  readonly actualAddress!: string | null;
}

@ObjectType("LinkPage", {
  description:
    "What a link's page may show. Opening spends nothing (mail scanners open links): only completing does. The token stands in the URL's fragment.",
})
export class LinkPageType {
  @Field(() => LinkKindEnum, { description: "What it is for." })
  readonly kind!: LinkKind;

  @Field(() => LinkStateEnum, { description: "Whether it can be used." })
  readonly state!: LinkState;

  @Field(() => EmailAddressScalar, { nullable: true, description: "The inbox's address; null once the link was withdrawn." })
  readonly address!: string | null;

  @Field(() => String, { description: "Whose inbox it is: the workspace that sent the link." })
  readonly workspaceName!: string;

  @Field(() => ProviderEnum, { nullable: true, description: "Where to sign in; of an IT request, where access is to be ended." })
  readonly provider!: Provider | null;

  @Field(() => DateTimeScalar, { description: "Until when it can be used." })
  readonly expiresAt!: Date;

  @Field(() => LinkSignInType, { nullable: true, description: "How the last try to sign in by this link went." })
  readonly lastSignIn!: LinkSignInType | null;

  /** Not in the schema. */
  readonly view!: LinkView;
}

@ObjectType("LinkSignInPayload", { description: "The person goes on at authorizationUrl, in their own browser.", simpleResolvers: true })
export class LinkSignInPayloadType {
  @Field(() => UrlScalar, { description: "Where the person goes on." })
  readonly authorizationUrl!: string;

  @Field(() => AttemptStateEnum, { description: "How far the sign-in has come: PENDING." })
  readonly state!: AttemptState;

  @Field(() => DateTimeScalar, { description: "Until when they can come back." })
  readonly expiresAt!: Date;
}

@ObjectType("ReconnectLinkPayload", { description: "A reconnect link; its token is said this once.", simpleResolvers: true })
export class ReconnectLinkPayloadType extends InboxPayloadType {
  @Field(() => UrlScalar, { description: "The link. Without its token where the request was repeated with the same idempotency key." })
  readonly url!: string;

  @Field(() => DateTimeScalar, { description: "Until when it can be used." })
  readonly expiresAt!: Date;

  @Field(() => EmailAddressScalar, { nullable: true, description: "To whom it is mailed." })
  readonly sentTo!: string | null;
}

export function presentLink({ view, provider }: { readonly view: LinkView; readonly provider: Provider }): LinkPageType {
  const { link, state, held, lastAttempt } = view;
  return {
    kind: link.kind,
    state,
    address: state === "WITHDRAWN" ? null : held.inbox.address,
    workspaceName: view.workspaceName,
    provider,
    expiresAt: new Date(link.expires_at),
    lastSignIn: lastAttempt && {
      state: lastAttempt.state,
      failure: lastAttempt.failure,
      providerCode: lastAttempt.provider_code,
      actualAddress: lastAttempt.actual_address,
    },
    view,
  };
}
