import { Banner, Button, useAnnounce } from "@relink/ui";
import { AlertDialog } from "@relink/ui/dialog";
import { useVerb } from "../api/use-verb.ts";
import { type InboxRowFragment, TurnOffInboxDocument } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { placeName } from "../i18n/words.ts";
import { useWaitReason } from "../shell/use-online.ts";

export function TurnOffDialog({ inbox, onClose }: { inbox: InboxRowFragment; onClose: () => void }) {
  const { t, locale } = useTranslate();
  const announce = useAnnounce();
  const waitReason = useWaitReason();
  const { run, busy, refusal } = useVerb(TurnOffInboxDocument);
  const allowed = inbox.allowedActions.includes("TURN_OFF");
  async function turnOff() {
    const input = { inboxId: inbox.id, expectedVersion: inbox.version };
    const data = await run((idempotencyKey) => ({ input: { ...input, idempotencyKey }, locale }));
    if (data === null) return;
    announce({ words: t("turnOff.done", { address: inbox.address }) });
    onClose();
  }
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("turnOff.title", { address: inbox.address })}
      words={t("turnOff.words", { provider: placeName(t, inbox) })}
      actions={
        <>
          {allowed || busy ? (
            <Button variant="primary" busy={busy} disabledReason={waitReason} onClick={() => void turnOff()}>
              {t("turnOff.yes")}
            </Button>
          ) : null}
          <Button onClick={onClose}>{t(allowed || busy ? "action.keepOn" : "action.close")}</Button>
        </>
      }
    >
      {allowed || busy ? null : <Banner>{t("dialog.changedMeanwhile")}</Banner>}
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </AlertDialog>
  );
}
