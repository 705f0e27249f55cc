import { useApolloClient } from "@apollo/client/react";
import { Button } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { useId, useState } from "react";
import { useVerb } from "../api/use-verb.ts";
import { ApiKeysDocument, CreateApiKeyDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { toExpiresAt } from "./api-key-expiry.ts";
import { CreateKeyForm, type KeyWish } from "./create-key-form.tsx";
import { MadeKeyDialog } from "./made-key-dialog.tsx";

type Made = { name: string; secret: string };

/** Makes it, and puts it on top of the list that is shown already. */
function useCreate() {
  const { cache } = useApolloClient();
  const { run, busy, refusal } = useVerb(CreateApiKeyDocument);
  const [made, setMade] = useState<Made | null>(null);
  async function create(name: string, { scopes, expiry }: KeyWish): Promise<void> {
    const created = (await run(() => ({ name, scopes: [...scopes], expiresAt: toExpiresAt(expiry, Date.now()) })))?.createApiKey;
    if (created == null) return;
    cache.updateQuery({ query: ApiKeysDocument }, (data) => {
      const list = data?.apiKeys;
      if (list == null || list.some((each) => each.id === created.apiKey.id)) return data ?? undefined;
      return { ...data, apiKeys: [created.apiKey, ...list] };
    });
    setMade({ name, secret: created.key });
  }
  return { create, busy, refusal, made };
}

export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslate();
  const form = useId();
  const waitReason = useWaitReason();
  const { create, busy, refusal, made } = useCreate();
  const [wish, setWish] = useState<KeyWish>({ scopes: [], expiry: "90" });
  if (made !== null) return <MadeKeyDialog {...made} onClose={onClose} />;
  const missing = wish.scopes.length === 0 ? t("keys.create.noScope") : waitReason;
  const buttons = (
    <>
      <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={missing}>
        {t("keys.create.yes")}
      </Button>
      <Button onClick={onClose}>{t("action.cancel")}</Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="wide" title={t("keys.create")} words={t("keys.create.words")} actions={buttons}>
      <CreateKeyForm id={form} wish={wish} onWish={setWish} refusal={refusal} onSubmit={(name) => void create(name, wish)} />
    </Dialog>
  );
}
