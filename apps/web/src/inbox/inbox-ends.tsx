import { TwoEnds } from "@relink/ui";
import type { ReactNode } from "react";
import type { InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerLetter, placeName, stateWord, toEndsState } from "../i18n/words.ts";

export type InboxEndsProps = {
  inbox: Pick<InboxRowFragment, "state" | "providerAccess" | "provider" | "mailHost">;
  /** What is known of each end: then the picture is large, and they stand under it. */
  ourFacts?: ReactNode;
  theirFacts?: ReactNode;
};

/** The two ends of an inbox, with the state's word and the whole as one sentence. */
export function InboxEnds({ inbox, ourFacts, theirFacts }: InboxEndsProps) {
  const { t } = useTranslate();
  const state = toEndsState(inbox.state, inbox.providerAccess);
  const word = stateWord(t, inbox.state);
  const provider = placeName(t, inbox);
  const label =
    state === "removed-open"
      ? t("ends.removedOpen", { provider })
      : state === "removed-closed"
        ? t("ends.removedClosed", { provider })
        : t("ends.live", { provider, state: word });
  const picture = { state, word, theirs: providerLetter(inbox.provider), label };
  return ourFacts === undefined ? (
    <TwoEnds {...picture} />
  ) : (
    <TwoEnds {...picture} size="large" ourFacts={ourFacts} theirFacts={theirFacts} />
  );
}
