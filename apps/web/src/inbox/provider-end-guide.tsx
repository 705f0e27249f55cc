import { ButtonLink, GuideSteps } from "@relink/ui";
import type { GuideFragment, ProviderAccess } from "../gql/graphql.ts";
import { formatDay } from "../i18n/dates.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";

/** How a person closes the provider's end: in full while it waits for them, in short where they may only want to look. */
export function ProviderEndGuide({ guide, access }: { guide: GuideFragment; access: ProviderAccess }) {
  const { t, locale } = useTranslate();
  if (access === "NONE" || access === "STILL_USED") return null;
  const action =
    guide.url === null ? undefined : (
      <ButtonLink href={guide.url} size="small" target="_blank" rel="noreferrer">
        {t("guide.openAccount", { provider: providerName(t, guide.provider) })}
      </ButtonLink>
    );
  if (access !== "AWAITING_PERSON") {
    return <GuideSteps title={t("guide.seeYourself")} steps={guide.steps} action={action} />;
  }
  const facts = [
    ...(guide.account === null ? [] : [{ name: t("guide.account"), value: guide.account }]),
    ...(guide.appName === null ? [] : [{ name: t("guide.appName"), value: guide.appName }]),
  ];
  const more = [...guide.consequences, t("guide.reviewed", { date: formatDay(guide.reviewedOn, locale) })];
  return <GuideSteps title={guide.title} steps={guide.steps} facts={facts} more={more} action={action} />;
}
