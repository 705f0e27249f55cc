import { Banner, Button, TextField, useAnnounce } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { useVerb } from "../api/use-verb.ts";
import { type CreateReconnectLinkMutation, type InboxRowFragment, WithdrawReconnectLinkDocument } from "../gql/graphql.ts";
import { formatMoment } from "../i18n/dates.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useCopy } from "../shell/use-copy.ts";

export type MadeLink = NonNullable<CreateReconnectLinkMutation["createReconnectLink"]>;

function useWithdraw(inbox: InboxRowFragment, onClose: () => void) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const verb = useVerb(WithdrawReconnectLinkDocument);
  async function withdraw() {
    const data = await verb.run((idempotencyKey) => ({ inboxId: inbox.id, idempotencyKey }));
    if (data === null) return;
    announce({ words: t("sendLink.withdrawn", { address: inbox.address }) });
    onClose();
  }
  return { withdraw, busy: verb.busy, refusal: verb.refusal };
}

export type MadeLinkDialogProps = { inbox: InboxRowFragment; made: MadeLink; onClose: () => void };

/** The link, which is shown this once; it can be taken back at once. */
export function MadeLinkDialog({ inbox, made, onClose }: MadeLinkDialogProps) {
  const { t, locale } = useTranslate();
  const { field, copy } = useCopy(t("sendLink.copied"));
  const { withdraw, busy, refusal } = useWithdraw(inbox, onClose);
  const time = formatMoment(made.expiresAt, locale);
  const buttons = (
    <>
      <Button variant="primary" onClick={() => void copy()}>
        {t("sendLink.copy")}
      </Button>
      <Button onClick={onClose}>{t("action.close")}</Button>
    </>
  );
  const aside = (
    <Button variant="quiet" busy={busy} onClick={() => void withdraw()}>
      {t("sendLink.withdraw")}
    </Button>
  );
  const words = made.sentTo === null ? t("sendLink.made.words", { time }) : t("sendLink.made.sent", { to: made.sentTo, time });
  return (
    <Dialog open onClose={onClose} title={t("sendLink.made", { address: inbox.address })} words={words} actions={buttons} aside={aside}>
      <div className="link-made">
        <TextField ref={field} label={t("sendLink.url")} readOnly value={made.url} />
        {refusal === null ? null : (
          <Banner tone="bad" urgent>
            {refusalSentence(t, refusal)}
          </Banner>
        )}
      </div>
    </Dialog>
  );
}
