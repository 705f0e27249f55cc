import { useApolloClient } from "@apollo/client/react";
import { Banner, Button, useAnnounce } from "@relink/ui";
import { AlertDialog } from "@relink/ui/dialog";
import { useVerb } from "../api/use-verb.ts";
import { type ApiKeyCardFragment, ApiKeysDocument, RevokeApiKeyDocument } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";

export function RevokeKeyDialog({ apiKey, onClose }: { apiKey: ApiKeyCardFragment; onClose: () => void }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const waitReason = useWaitReason();
  const { cache } = useApolloClient();
  const { run, busy, refusal } = useVerb(RevokeApiKeyDocument);
  async function revoke() {
    const data = await run(() => ({ id: apiKey.id }));
    if (data === null) return;
    announce({ words: t("keys.revoke.done", { name: apiKey.name }) });
    onClose();
    cache.updateQuery({ query: ApiKeysDocument }, (known) =>
      known?.apiKeys == null ? (known ?? undefined) : { ...known, apiKeys: known.apiKeys.filter((each) => each.id !== apiKey.id) },
    );
  }
  const buttons = (
    <>
      <Button variant="primary" busy={busy} disabledReason={waitReason} onClick={() => void revoke()}>
        {t("keys.revoke.yes")}
      </Button>
      <Button onClick={onClose}>{t("action.keep")}</Button>
    </>
  );
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={t("keys.revoke.title", { name: apiKey.name })}
      words={t("keys.revoke.words")}
      actions={buttons}
    >
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </AlertDialog>
  );
}
