import { Link } from "react-router";
import { useTranslate } from "../i18n/translate.ts";
import { toInbox } from "../routes.ts";

/** To the page of one inbox. */
export function DetailsLink({ inbox }: { inbox: { id: string; address: string } }) {
  const { t } = useTranslate();
  return (
    <Link
      className="rl-button"
      data-variant="secondary"
      data-size="small"
      to={toInbox(inbox.id)}
      aria-label={t("action.detailsOf", { address: inbox.address })}
    >
      {t("action.details")}
    </Link>
  );
}
