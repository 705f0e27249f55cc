import { Field, ID, ObjectType } from "type-graphql";
import { InboxType } from "../inbox/inbox.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { NodeType } from "../platform/node.type.ts";
import { DateTimeScalar, EmailAddressScalar, UrlScalar } from "../platform/scalars.ts";
import type { AttemptFailure, AttemptRow, AttemptState } from "./attempt.ts";

export const AttemptStateEnum = createEnumType<AttemptState>("AttemptState", "How far a sign-in has come.", {
  PENDING: "The person is on their way.",
  SUCCEEDED: "They came back, and a check passed.",
  FAILED: "It failed; failure says how.",
  EXPIRED: "Nobody came back in time.",
  CANCELLED: "A person cancelled it.",
});

export const AttemptFailureEnum = createEnumType<AttemptFailure>("AttemptFailure", "Why a sign-in failed.", {
  CONSENT_DECLINED: "The person declined.",
  ADMIN_CONSENT_REQUIRED: "An administrator there has to allow it first.",
  SCOPE_MISSING: "A permission that is needed was not given.",
  ADDRESS_MISMATCH: "They signed in as another account.",
  ADDRESS_IN_USE: "The address was connected meanwhile.",
  PROVIDER_REFUSED: "The provider refused.",
  PROVIDER_UNAVAILABLE: "The provider did not answer.",
  SUPERSEDED: "Another attempt, or another change, took its place.",
});

export const unusedGrantText =
  "It failed after the provider had granted something that Relink can't end itself (Microsoft; an account that can't be told): how its holder ends it. Null where there is nothing to end, or where a live inbox uses the account.";

@ObjectType("ConnectionAttempt", {
  implements: NodeType,
  simpleResolvers: true,
  description:
    "One try to sign in at the provider, for a new connection or a reconnection. Its outcome is found here, whoever the browser belongs to.",
})
export class ConnectionAttemptType extends NodeType {
  readonly __typename = "ConnectionAttempt";

  @Field(() => ID, { description: "The attempt's id." })
  override readonly id!: string;

  @Field(() => AttemptStateEnum, { description: "How far it has come." })
  readonly state!: AttemptState;

  @Field(() => AttemptFailureEnum, { nullable: true, description: "Why it failed." })
  readonly failure!: AttemptFailure | null;

  @Field(() => String, { nullable: true, description: "The provider's own code, never its raw text." })
  readonly providerCode!: string | null;

  @Field(() => EmailAddressScalar, { description: "The address that is to be connected." })
  readonly expectedAddress!: string;

  @Field(() => EmailAddressScalar, { nullable: true, description: "The account that signed in." })
  readonly actualAddress!: string | null;

  @Field(() => DateTimeScalar, { description: "When it ends by itself." })
  readonly expiresAt!: Date;

  /** Not in the schema. */
  readonly row!: AttemptRow;
}

@ObjectType("ConnectInboxPayload", {
  simpleResolvers: true,
  description:
    "The person goes on at authorizationUrl (a page of Relink that binds their browser and redirects); the attempt tells how it ended.",
})
export class ConnectInboxPayloadType {
  @Field(() => InboxType, { description: "The inbox, CONNECTING for a new one." })
  readonly inbox!: InboxType;

  @Field(() => ConnectionAttemptType, { description: "The attempt." })
  readonly attempt!: ConnectionAttemptType;

  @Field(() => UrlScalar, { description: "Where the person goes on, in their own browser." })
  readonly authorizationUrl!: string;

  @Field(() => DateTimeScalar, { description: "Until when." })
  readonly expiresAt!: Date;
}

export function presentAttempt(row: AttemptRow): ConnectionAttemptType {
  return {
    __typename: "ConnectionAttempt",
    id: toGlobalId("attempt", row.id),
    state: row.state,
    failure: row.failure,
    providerCode: row.provider_code,
    expectedAddress: row.expected_address,
    actualAddress: row.actual_address,
    expiresAt: new Date(row.expires_at),
    row,
  };
}
