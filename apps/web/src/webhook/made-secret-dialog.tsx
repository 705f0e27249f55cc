import { Banner, Button, TextField } from "@relink/ui";
import { AlertDialog } from "@relink/ui/dialog";
import { useTranslate } from "../i18n/translate.ts";
import { useCopy } from "../shell/use-copy.ts";

const snippet = `import { Webhook } from "standardwebhooks";

const event = new Webhook(secret).verify(body, headers);`;

const libraries = "https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries";

export type MadeSecretDialogProps = { secret: string; url: string; rotated: boolean; onClose: () => void };

/** What verifies an endpoint's webhooks, shown this once: a click beside it does not lose it. A public key is no secret. */
export function MadeSecretDialog({ secret, url, rotated, onClose }: MadeSecretDialogProps) {
  const { t } = useTranslate();
  const { field, copy } = useCopy(t("hooks.made.copied"));
  const isPublic = secret.startsWith("whpk_");
  const buttons = (
    <>
      <Button variant="primary" onClick={() => void copy()}>
        {t(isPublic ? "hooks.made.copyKey" : "hooks.made.copy")}
      </Button>
      <Button onClick={onClose}>{t("hooks.made.done")}</Button>
    </>
  );
  const words = rotated ? t("hooks.made.rotated") : t("hooks.made.words");
  return (
    <AlertDialog open onClose={onClose} title={t("hooks.made.title", { url })} words={words} actions={buttons}>
      <div className="hook-form">
        <TextField ref={field} label={t(isPublic ? "hooks.made.key" : "hooks.made.secret")} readOnly value={secret} />
        {isPublic ? null : <Banner tone="warn">{t("hooks.made.once")}</Banner>}
        <div>
          <p className="hook-quiet">
            {t("hooks.made.verify")}{" "}
            <a href={libraries} target="_blank" rel="noreferrer">
              {t("hooks.made.libraries")}
            </a>
          </p>
          {isPublic ? null : <pre className="hook-code">{snippet}</pre>}
        </div>
      </div>
    </AlertDialog>
  );
}
