import type { MessageId } from "@lingui/core";
import type { Tone } from "@relink/ui";
import type { ProviderAccess } from "../gql/graphql.ts";

export type EndWords = { tone: Tone; state: MessageId; words: MessageId; lead: MessageId };

const known = {
  NONE: { tone: "off", state: "access.NONE", words: "access.NONE.words", lead: "guide.lead.NONE" },
  GRANTED: { tone: "warn", state: "access.GRANTED", words: "access.GRANTED.words", lead: "guide.lead.open" },
  REVOKING: { tone: "warn", state: "access.REVOKING", words: "access.REVOKING.words", lead: "guide.lead.REVOKING" },
  AWAITING_PERSON: {
    tone: "warn",
    state: "access.AWAITING_PERSON",
    words: "access.AWAITING_PERSON.words",
    lead: "guide.lead.AWAITING_PERSON",
  },
  ATTESTED: { tone: "warn", state: "access.ATTESTED", words: "access.ATTESTED.words", lead: "guide.lead.ATTESTED" },
  REVOKED: { tone: "ok", state: "access.REVOKED", words: "access.REVOKED.words", lead: "guide.lead.REVOKED" },
  STILL_USED: {
    tone: "off",
    state: "access.STILL_USED",
    words: "access.STILL_USED.words",
    lead: "guide.lead.STILL_USED",
  },
} as const satisfies Record<Exclude<ProviderAccess, "%future added value">, EndWords>;

/** Waiting for a person, with nothing left of ours that could get in until then. */
const nothingLeft: EndWords = { ...known.AWAITING_PERSON, words: "access.AWAITING_PERSON.nothingLeft" };

/** How the provider's end of a removed inbox is told. An access that this page does not know is told as open. */
export function toEndWords(access: ProviderAccess, credentialsDestroyed: boolean): EndWords {
  if (access === "AWAITING_PERSON" && credentialsDestroyed) return nothingLeft;
  return access === "%future added value" || !Object.hasOwn(known, access) ? known.GRANTED : known[access];
}
