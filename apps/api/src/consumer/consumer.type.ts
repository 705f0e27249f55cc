import { Field, ObjectType } from "type-graphql";
import { MailServerType } from "../discovery/discovery.type.ts";
import { InboxType } from "../inbox/inbox.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import type { CredentialKind } from "./consumer.store.ts";

export const CredentialKindEnum = createEnumType<CredentialKind>("CredentialKind", "How a mailbox is opened.", {
  OAUTH_ACCESS_TOKEN: "With a token, by XOAUTH2 or OAUTHBEARER.",
  PASSWORD: "With a password.",
});

@ObjectType("InboxCredentialsPayload", { description: "Credentials that work now.", simpleResolvers: true })
export class InboxCredentialsPayloadType {
  @Field(() => InboxType, { description: "The inbox." })
  readonly inbox!: InboxType;

  @Field(() => CredentialKindEnum, { description: "A token or a password." })
  readonly kind!: CredentialKind;

  @Field(() => String, { description: "The name to sign in with; with a token it is the inbox's address." })
  readonly username!: string;

  @Field(() => String, { description: "An OAuth access token, or the IMAP password." })
  readonly secret!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the token ends; null for a password. One that would end within 5 minutes was refreshed first.",
  })
  readonly expiresAt!: Date | null;

  @Field(() => MailServerType, { nullable: true, description: "Where mail is read." })
  readonly imap!: MailServerType | null;

  @Field(() => MailServerType, { nullable: true, description: "Where mail is sent, where that is known." })
  readonly smtp!: MailServerType | null;
}
