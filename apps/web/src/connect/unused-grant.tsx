import type { GuideFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { ProviderEndGuide } from "../inbox/provider-end-guide.tsx";

/** A sign-in that did not come to a good end may leave something allowed that only its holder can take back. */
export function UnusedGrant({ guide }: { guide: GuideFragment | null }) {
  const { t } = useTranslate();
  if (guide === null) return null;
  return (
    <>
      <p>{t("attempt.unused", { provider: providerName(t, guide.provider) })}</p>
      <ProviderEndGuide guide={guide} access="AWAITING_PERSON" />
    </>
  );
}
