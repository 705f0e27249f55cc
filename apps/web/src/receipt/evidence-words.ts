import type { MessageId } from "@lingui/core";
import type { EvidenceKind } from "../gql/graphql.ts";
import type { Translate } from "../i18n/translate.ts";

const words = {
  REVOCATION_ACCEPTED: "evidence.REVOCATION_ACCEPTED",
  ALREADY_REVOKED: "evidence.ALREADY_REVOKED",
  REFRESH_REFUSED: "evidence.REFRESH_REFUSED",
  LOGIN_REFUSED: "evidence.LOGIN_REFUSED",
  STILL_ACCEPTED: "evidence.STILL_ACCEPTED",
  ATTESTED_BY_PERSON: "evidence.ATTESTED_BY_PERSON",
  ATTESTED_BY_IT: "evidence.ATTESTED_BY_IT",
  REPORTED_BY_PROVIDER: "evidence.REPORTED_BY_PROVIDER",
  CREDENTIALS_DESTROYED: "evidence.CREDENTIALS_DESTROYED",
  STILL_USED: "evidence.STILL_USED",
} as const satisfies Record<Exclude<EvidenceKind, "%future added value">, MessageId>;

/** What was seen, as a sentence; a kind that this page does not know stands as it is. */
export function evidenceWords(t: Translate, kind: EvidenceKind): string {
  return kind === "%future added value" || !Object.hasOwn(words, kind) ? kind : t(words[kind]);
}
