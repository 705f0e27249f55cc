import { Banner, useAnnounce } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { type InboxRowFragment, TurnOffInboxDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { placeName } from "../i18n/words.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";

export function TurnOffDialog({ inbox, onClose }: { inbox: InboxRowFragment; onClose: () => void }) {
  const { t, locale } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(TurnOffInboxDocument);
  const allowed = busy || inbox.allowedActions.includes("TURN_OFF");
  async function turnOff() {
    const input = { inboxId: inbox.id, expectedVersion: inbox.version };
    const data = await run((idempotencyKey) => ({ input: { ...input, idempotencyKey }, locale }));
    if (data === null) return;
    announce({ words: t("turnOff.done", { address: inbox.address }) });
    onClose();
  }
  return (
    <AskDialog
      title={t("turnOff.title", { address: inbox.address })}
      words={t("turnOff.words", { provider: placeName(t, inbox) })}
      yes={allowed ? t("turnOff.yes") : null}
      no={t(allowed ? "action.keepOn" : "action.close")}
      busy={busy}
      refusal={refusal}
      onYes={() => void turnOff()}
      onClose={onClose}
    >
      {allowed ? null : <Banner>{t("dialog.changedMeanwhile")}</Banner>}
    </AskDialog>
  );
}
