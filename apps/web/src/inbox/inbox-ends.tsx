import { TwoEnds } from "@relink/ui";
import type { InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerLetter, placeName, stateWord, toEndsState } from "../i18n/words.ts";

/** The two ends of an inbox, with the state's word and the whole as one sentence. */
export function InboxEnds({ inbox }: { inbox: Pick<InboxRowFragment, "state" | "providerAccess" | "provider" | "mailHost"> }) {
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
  return <TwoEnds state={state} word={word} theirs={providerLetter(inbox.provider)} label={label} />;
}
