import type { Provider, ProviderEndFragment } from "../gql/graphql.ts";
import type { Translate } from "../i18n/translate.ts";
import { placeName } from "../i18n/words.ts";

/** Where a grant was given, for a sentence. The mail server that is known is the inbox's of now, not one of before. */
export function toGrantPlace(t: Translate, inbox: ProviderEndFragment, provider: Provider): string {
  return placeName(t, { provider, mailHost: inbox.provider === provider ? inbox.mailHost : null });
}
