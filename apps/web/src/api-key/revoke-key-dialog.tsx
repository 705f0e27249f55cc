import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { type ApiKeyCardFragment, ApiKeysDocument, RevokeApiKeyDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";

export function RevokeKeyDialog({ apiKey, onClose }: { apiKey: ApiKeyCardFragment; onClose: () => void }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
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
  return (
    <AskDialog
      title={t("keys.revoke.title", { name: apiKey.name })}
      words={t("keys.revoke.words")}
      yes={t("keys.revoke.yes")}
      no={t("action.keep")}
      busy={busy}
      refusal={refusal}
      onYes={() => void revoke()}
      onClose={onClose}
    />
  );
}
