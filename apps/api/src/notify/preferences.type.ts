import { Field, InputType, Int, ObjectType } from "type-graphql";
import { EmailAddressScalar } from "../platform/scalars.ts";

const team = "Mail when a TEAM inbox that concerns the viewer is disconnected, or its channel is deleted.";
const personal = "Mail when a PERSONAL inbox of the viewer is disconnected, or someone else turned it off or removed it.";
const migration = "Mail when a domain seems to move to another provider, or has moved.";
const window = "What happens within so many seconds comes in one mail: 0 to 86,400, by default 60.";
const fallback = "Where mail goes while the viewer's sign-in address is itself an inbox that is disconnected.";
const language = "The language of notices and mails: en or pl.";

@ObjectType("NotificationPreferences", {
  description:
    "How the viewer is told by mail. In-app notices come always; mails about what only they can end (lapsing access, open provider ends) too.",
})
export class NotificationPreferencesType {
  @Field(() => Boolean, { description: team })
  readonly emailOnTeamDisconnect!: boolean;

  @Field(() => Boolean, { description: personal })
  readonly emailOnPersonalDisconnect!: boolean;

  @Field(() => Boolean, { description: migration })
  readonly emailOnMigration!: boolean;

  @Field(() => Int, { description: window })
  readonly digestWindowSeconds!: number;

  @Field(() => EmailAddressScalar, { nullable: true, description: fallback })
  readonly fallbackEmail!: string | null;

  @Field(() => String, { description: language })
  readonly locale!: string;
}

@InputType("NotificationPreferencesInput", { description: "What is left out stays as it is." })
export class NotificationPreferencesInput {
  @Field(() => Boolean, { nullable: true, description: team })
  readonly emailOnTeamDisconnect?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: personal })
  readonly emailOnPersonalDisconnect?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: migration })
  readonly emailOnMigration?: boolean | null;

  @Field(() => Int, { nullable: true, description: window })
  readonly digestWindowSeconds?: number | null;

  @Field(() => EmailAddressScalar, { nullable: true, description: `${fallback} Null: nowhere else.` })
  readonly fallbackEmail?: string | null;

  @Field(() => String, { nullable: true, description: language })
  readonly locale?: string | null;
}
