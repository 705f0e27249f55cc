import { Banner, Button, TextField } from "@relink/ui";
import { AlertDialog } from "@relink/ui/dialog";
import { useTranslate } from "../i18n/translate.ts";
import { useCopy } from "../shell/use-copy.ts";

/** The key, which is shown this once and kept nowhere: a click beside it does not lose it. */
export function MadeKeyDialog({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const { t } = useTranslate();
  const { field, copy } = useCopy(t("keys.made.copied"));
  const buttons = (
    <>
      <Button variant="primary" onClick={() => void copy()}>
        {t("keys.made.copy")}
      </Button>
      <Button onClick={onClose}>{t("keys.made.done")}</Button>
    </>
  );
  return (
    <AlertDialog open onClose={onClose} title={t("keys.made.title", { name })} words={t("keys.made.words")} actions={buttons}>
      <div className="key-made">
        <TextField ref={field} label={t("keys.made.key")} readOnly value={secret} hint={t("keys.made.use")} />
        <Banner tone="warn">{t("keys.made.once")}</Banner>
      </div>
    </AlertDialog>
  );
}
