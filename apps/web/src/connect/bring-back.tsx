import { Banner, Button } from "@relink/ui";
import { useTranslate } from "../i18n/translate.ts";

/** A new inbox would make the removed one final: so its return is offered first. */
export function BringBack({ onChoose }: { onChoose: () => void }) {
  const { t } = useTranslate();
  const action = (
    <Button size="small" onClick={onChoose}>
      {t("connect.bringBack.yes")}
    </Button>
  );
  return <Banner action={action}>{t("connect.bringBack")}</Banner>;
}
