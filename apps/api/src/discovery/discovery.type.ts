import { Field, Int, ObjectType } from "type-graphql";
import type { Provider } from "@relink/domain";
import { MailSecurityEnum } from "../connect/connect.input.ts";
import { ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { InboxType } from "../inbox/inbox.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import type { MailObstacle } from "./finding.ts";

export const MailObstacleEnum = createEnumType<MailObstacle>("MailObstacle", "Why an address can't be connected.", {
  NO_IMAP: "Who keeps its mail offers no IMAP: only their own programs open the mailbox.",
  NO_MAIL: "Its domain says that it takes no mail (a null MX, RFC 7505).",
});

@ObjectType("MailServer", { description: "A mail server.", simpleResolvers: true })
export class MailServerType {
  @Field(() => String, { description: "Its name." })
  readonly host!: string;

  @Field(() => Int, { description: "Its port." })
  readonly port!: number;

  @Field(() => MailSecurityEnum, { description: "How encryption begins." })
  readonly security!: "TLS" | "STARTTLS";
}

@ObjectType("MailSettings", {
  description: "What an address needs in order to connect. A proposal: the person may choose otherwise.",
  simpleResolvers: true,
})
export class MailSettingsType {
  @Field(() => ProviderEnum, { description: "Where its mail lives: GOOGLE and MICROSOFT by sign-in, IMAP also where nothing was found." })
  readonly provider!: Provider;

  @Field(() => String, {
    description:
      "Where this comes from: known (a table of consumer domains), mx, srv (RFC 6186), autoconfig (the domain's own document), ispdb (Thunderbird's database), guess (the name exists), none (nothing was found).",
  })
  readonly source!: string;

  @Field(() => String, {
    nullable: true,
    description: "Who keeps the mail, as people know them (Google, Fastmail); null where that is not known.",
  })
  readonly keeper!: string | null;

  @Field(() => MailServerType, { nullable: true, description: "Where mail is read; null where it was not found." })
  readonly imap!: MailServerType | null;

  @Field(() => MailServerType, { nullable: true, description: "Where mail is sent; null where it was not found." })
  readonly smtp!: MailServerType | null;

  @Field(() => String, { nullable: true, description: "What the servers take as user name; null: the address." })
  readonly username!: string | null;

  @Field(() => Boolean, {
    description:
      "The servers belong to another owner and were named by unsigned DNS only, or are a guess: have a person look before a password goes there.",
  })
  readonly needsConfirmation!: boolean;

  @Field(() => MailObstacleEnum, { nullable: true, description: "Why it can't be connected, where that is known." })
  readonly obstacle!: MailObstacle | null;

  @Field(() => InboxType, { nullable: true, description: "An inbox removed in the last 30 days that could be reconnected instead." })
  readonly reconnectable!: InboxType | null;
}
