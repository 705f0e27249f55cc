import { Field, ID, InputType, Int } from "type-graphql";
import type { InboxKind, Provider } from "@relink/domain";
import { InboxKindEnum, ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { idempotencyKeyText } from "../inbox/inbox.input.ts";
import type { MailServer } from "../mail/mailbox.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { EmailAddressScalar, UrlScalar } from "../platform/scalars.ts";

export const MailSecurityEnum = createEnumType<MailServer["security"]>("MailSecurity", "How encryption begins.", {
  TLS: "With the connection (ports 993 and 465).",
  STARTTLS: "By STARTTLS (ports 143 and 587), never without.",
});

@InputType("MailServerInput", { description: "A mail server." })
export class MailServerInput {
  @Field(() => String, { description: "Its name." })
  readonly host!: string;

  @Field(() => Int, { description: "Its port." })
  readonly port!: number;

  @Field(() => MailSecurityEnum, { description: "How encryption begins." })
  readonly security!: MailServer["security"];
}

/** What may be sent again; not in the schema. */
@InputType()
abstract class RepeatableInput {
  @Field(() => String, { nullable: true, description: idempotencyKeyText })
  readonly idempotencyKey?: string | null;
}

/** How an IMAP mailbox is opened; not in the schema. */
@InputType()
abstract class ImapDetailsInput extends RepeatableInput {
  @Field(() => String, { nullable: true, description: "Default: the address." })
  readonly username?: string | null;

  @Field(() => String, { description: "The mailbox's password, or an app password." })
  readonly password!: string;

  @Field(() => MailServerInput, { description: "Where mail is read." })
  readonly imap!: MailServerInput;

  @Field(() => MailServerInput, { nullable: true, description: "Where mail is sent." })
  readonly smtp?: MailServerInput | null;
}

@InputType("ConnectInboxInput", { description: "Connecting an address by signing in at its provider." })
export class ConnectInboxInput extends RepeatableInput {
  @Field(() => InboxKindEnum, { description: "PERSONAL or TEAM." })
  readonly kind!: InboxKind;

  @Field(() => ProviderEnum, { description: "GOOGLE or MICROSOFT." })
  readonly provider!: Provider;

  @Field(() => EmailAddressScalar, {
    description: "Where the person signs in as another address, the attempt fails with ADDRESS_MISMATCH.",
  })
  readonly address!: string;

  @Field(() => ID, { nullable: true, description: "TEAM: the shared inbox whose channel it becomes." })
  readonly sharedInboxId?: string | null;

  @Field(() => UrlScalar, { nullable: true, description: "A page of this installation to come back to." })
  readonly returnTo?: string | null;
}

@InputType("ConnectImapInboxInput", { description: "Checks first: a refusal stores nothing." })
export class ConnectImapInboxInput extends ImapDetailsInput {
  @Field(() => InboxKindEnum, { description: "PERSONAL or TEAM." })
  readonly kind!: InboxKind;

  @Field(() => EmailAddressScalar, { description: "The address." })
  readonly address!: string;

  @Field(() => ID, { nullable: true, description: "TEAM: the shared inbox whose channel it becomes." })
  readonly sharedInboxId?: string | null;
}

@InputType("ReconnectInboxInput", { description: "Signing in once more for an inbox." })
export class ReconnectInboxInput extends RepeatableInput {
  @Field(() => ID, { description: "The inbox." })
  readonly inboxId!: string;

  @Field(() => ProviderEnum, { nullable: true, description: "Another provider than before: the mailbox has moved." })
  readonly provider?: Provider | null;

  @Field(() => UrlScalar, { nullable: true, description: "A page of this installation to come back to." })
  readonly returnTo?: string | null;
}

@InputType("ReconnectImapInboxInput", { description: "New IMAP details for an inbox. Checks first: a refusal changes nothing." })
export class ReconnectImapInboxInput extends ImapDetailsInput {
  @Field(() => ID, { description: "The inbox." })
  readonly inboxId!: string;
}
