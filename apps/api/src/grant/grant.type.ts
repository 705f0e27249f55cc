import { Field, ID, Int, ObjectType } from "type-graphql";
import type { EvidenceKind, InboxAction, Provider, ProviderAccess } from "@relink/domain";
import { ProviderEnum } from "../events/lifecycle-enums.type.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { NodeType } from "../platform/node.type.ts";
import { DateTimeScalar, EmailAddressScalar, UrlScalar } from "../platform/scalars.ts";

export const ProviderAccessEnum = createEnumType<ProviderAccess>(
  "ProviderAccess",
  "The provider's end: what the mailbox's own account still lets us do.",
  {
    NONE: "Nothing was granted yet.",
    GRANTED: "Granted and in use.",
    REVOKING: "We asked the provider to end it and are waiting to be refused.",
    AWAITING_PERSON: "Only a person can end it there.",
    ATTESTED: "A person says it is ended; not yet seen by us.",
    REVOKED: "The provider refused our credentials after the end: nothing of ours opens this mailbox.",
    STILL_USED: "Left open on purpose: another live inbox uses the same account.",
  },
);

export const InboxActionEnum = createEnumType<InboxAction>(
  "InboxAction",
  "What may be done to an inbox: the lifecycle rules and the viewer's permissions together.",
  {
    TURN_OFF: "Turn a personal inbox off.",
    TURN_ON: "Turn a personal inbox on.",
    REMOVE: "Remove a personal inbox.",
    DELETE_CHANNEL: "Delete a channel.",
    RECONNECT: "Sign in once more, at the same provider or another.",
    CHECK_NOW: "Look whether it works, now.",
    REVOKE_ACCESS: "Ask the provider again to end our access.",
    CONFIRM_ACCESS_REMOVED: "Say that our access was ended at the provider.",
    VERIFY_ACCESS_REMOVED: "Look whether the provider refuses the sealed credentials.",
    SEND_IT_REQUEST: "Mail IT what to remove.",
    REPORT_ADMIN_CONSENT: "Say whether an administrator gave the consent at Microsoft 365, so that only IT can end it.",
    SEND_RECONNECT_LINK: "Send the mailbox's holder a link to reconnect it.",
    ISSUE_CREDENTIALS: "Hand out credentials that work now.",
  },
);

export const EvidenceKindEnum = createEnumType<EvidenceKind>("EvidenceKind", "What showed how far the provider's end is closed.", {
  REVOCATION_ACCEPTED: "The provider took our request to end the access.",
  ALREADY_REVOKED: "The provider knew the access no more when we asked.",
  REFRESH_REFUSED: "The provider refused to refresh the sealed credentials.",
  LOGIN_REFUSED: "The mail server refused the sealed credentials.",
  STILL_ACCEPTED: "The sealed credentials were tried and still worked.",
  ATTESTED_BY_PERSON: "A person said that it is done.",
  ATTESTED_BY_IT: "IT said that it is done.",
  REPORTED_BY_PROVIDER: "The provider reported it by itself.",
  CREDENTIALS_DESTROYED: "The sealed credentials were destroyed.",
  STILL_USED: "The account stays in use by another inbox.",
});

@ObjectType("ProviderGuide", {
  description: "How the person ends our access at the provider, step by step, and where.",
  simpleResolvers: true,
})
export class ProviderGuideType {
  @Field(() => ProviderEnum, { description: "The provider." })
  readonly provider!: Provider;

  @Field(() => String, { description: "What it is about, in a few words." })
  readonly title!: string;

  @Field(() => [String], { description: "The steps, in order." })
  readonly steps!: readonly string[];

  @Field(() => UrlScalar, { nullable: true, description: "The page where it is done." })
  readonly url!: string | null;

  @Field(() => EmailAddressScalar, {
    nullable: true,
    description: "Which account to open; not always the inbox's address (shared mailbox, alias).",
  })
  readonly account!: string | null;

  @Field(() => String, { nullable: true, description: "Under which name we stand there." })
  readonly appName!: string | null;

  @Field(() => [String], { description: "What ends when they do it." })
  readonly consequences!: readonly string[];

  @Field(() => Boolean, { description: "Only an administrator or IT can do it (IMAP; consent given by an administrator)." })
  readonly needsIt!: boolean;

  @Field(() => String, { description: "When these steps were last compared with the provider's pages (ISO date)." })
  readonly reviewedOn!: string;
}

@ObjectType("ReceiptEvidence", { description: "One thing that showed how far the provider's end is closed.", simpleResolvers: true })
export class ReceiptEvidenceType {
  @Field(() => DateTimeScalar, { description: "When it was seen." })
  readonly at!: Date;

  @Field(() => EvidenceKindEnum, { description: "What it was." })
  readonly kind!: EvidenceKind;

  @Field(() => String, { nullable: true, description: "The provider's own code." })
  readonly providerCode!: string | null;

  @Field(() => String, { nullable: true, description: "Who said so, where a person did." })
  readonly actorName!: string | null;
}

@ObjectType("DisconnectReceipt", {
  implements: NodeType,
  description: "Proof of how far both ends of one grant are closed.",
  simpleResolvers: true,
})
export class DisconnectReceiptType extends NodeType {
  readonly __typename = "DisconnectReceipt";

  @Field(() => ID, { description: "The receipt's id." })
  override readonly id!: string;

  @Field(() => ID, { description: "The inbox." })
  readonly inboxId!: string;

  @Field(() => ID, { description: "The grant that ended." })
  readonly grantId!: string;

  @Field(() => EmailAddressScalar, { description: "The inbox's address." })
  readonly address!: string;

  @Field(() => ProviderEnum, { description: "The provider whose end it is about." })
  readonly provider!: Provider;

  @Field(() => Int, { description: "Grows as the provider's end moves on." })
  readonly revision!: number;

  @Field(() => Boolean, { description: "The provider's end can move no more." })
  readonly final!: boolean;

  @Field(() => DateTimeScalar, { description: "When our end closed." })
  readonly ourEndClosedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the last copy of the credentials was destroyed." })
  readonly credentialsDestroyedAt!: Date | null;

  @Field(() => ProviderAccessEnum, { description: "Where the provider's end stands." })
  readonly providerEnd!: ProviderAccess;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the provider's end was seen closed." })
  readonly providerEndClosedAt!: Date | null;

  @Field(() => [ReceiptEvidenceType], { description: "How the provider's end was closed and how that was checked." })
  readonly evidence!: readonly ReceiptEvidenceType[];

  @Field(() => UrlScalar, {
    description:
      "Exactly the bytes that are signed, of this revision. GET /receipts/{id}.json answers the newest, to who may see the inbox.",
  })
  readonly jsonUrl!: string;

  @Field(() => String, {
    description:
      "Detached JWS (RFC 7515, appendix F) over those bytes; the key is at /.well-known/jwks.json. The JWS of the newest revision also comes as the answer's Relink-Signature header.",
  })
  readonly signature!: string;
}

@ObjectType("Grant", {
  implements: NodeType,
  description:
    "What a provider let us do at one sign-in. An inbox has one current grant, and may have ended ones whose provider end is still open.",
  simpleResolvers: true,
})
export class GrantType extends NodeType {
  readonly __typename = "Grant";

  @Field(() => ID, { description: "The grant's id." })
  override readonly id!: string;

  @Field(() => ProviderEnum, { description: "Who granted it." })
  readonly provider!: Provider;

  @Field(() => EmailAddressScalar, { nullable: true, description: "The account that signed in; not always the inbox's address." })
  readonly signedInAs!: string | null;

  @Field(() => ProviderAccessEnum, { description: "Where the provider's end stands." })
  readonly providerAccess!: ProviderAccess;

  @Field(() => DateTimeScalar, { description: "When it was granted." })
  readonly startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When our end let go of it." })
  readonly endedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when the sealed credentials are kept for the check alone." })
  readonly verifyUntil!: Date | null;

  @Field(() => DisconnectReceiptType, { nullable: true, description: "Once it has ended." })
  readonly receipt!: DisconnectReceiptType | null;

  /** Not in the schema: what the field resolvers look at. */
  readonly kept!: KeptGrant;
  readonly held!: Pick<HeldInbox, "inbox">;
}
