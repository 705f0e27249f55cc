import { useApolloClient } from "@apollo/client/react";
import { Button } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { useId, useState } from "react";
import { useVerb } from "../api/use-verb.ts";
import { CreateWebhookEndpointDocument, WebhooksDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { EndpointForm, type EndpointWish } from "./endpoint-form.tsx";
import { MadeSecretDialog } from "./made-secret-dialog.tsx";

const first: EndpointWish = { url: "", all: true, types: [], ordered: true, signing: "SYMMETRIC" };

export function CreateEndpointDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslate();
  const form = useId();
  const waitReason = useWaitReason();
  const client = useApolloClient();
  const [wish, setWish] = useState(first);
  const { run, busy, refusal } = useVerb(CreateWebhookEndpointDocument);
  const [secret, setSecret] = useState<string | null>(null);
  async function create() {
    const { url, all, types, ordered, signing } = wish;
    const wanted = { url: url.trim(), types: all ? null : [...types], ordered, signing };
    const made = (await run((idempotencyKey) => ({ ...wanted, idempotencyKey })))?.createWebhookEndpoint;
    if (made == null) return;
    setSecret(made.secret);
    void client.query({ query: WebhooksDocument, fetchPolicy: "network-only" }).catch(() => undefined);
  }
  if (secret !== null) return <MadeSecretDialog secret={secret} url={wish.url} rotated={false} onClose={onClose} />;
  const missing = !wish.all && wish.types.length === 0 ? t("hooks.types.none") : waitReason;
  const buttons = (
    <>
      <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={missing}>
        {t("hooks.create.yes")}
      </Button>
      <Button onClick={onClose}>{t("action.cancel")}</Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="wide" title={t("hooks.create")} words={t("hooks.create.words")} actions={buttons}>
      <EndpointForm id={form} wish={wish} onWish={setWish} refusal={refusal} onSubmit={() => void create()} />
    </Dialog>
  );
}
