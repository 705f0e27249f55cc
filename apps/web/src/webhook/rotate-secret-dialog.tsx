import { useState } from "react";
import { useVerb } from "../api/use-verb.ts";
import { RotateWebhookSecretDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";
import type { EndpointDialogProps } from "./end-endpoint-dialogs.tsx";
import { MadeSecretDialog } from "./made-secret-dialog.tsx";

/** A new secret, after a question: a receiver has to be given it within a day. */
export function RotateSecretDialog({ endpoint, onClose }: EndpointDialogProps) {
  const { t } = useTranslate();
  const { run, busy, refusal } = useVerb(RotateWebhookSecretDocument);
  const [secret, setSecret] = useState<string | null>(null);
  async function rotate() {
    const rotated = (await run(() => ({ id: endpoint.id })))?.rotateWebhookSecret;
    if (rotated != null) setSecret(rotated.secret);
  }
  if (secret !== null) return <MadeSecretDialog secret={secret} url={endpoint.url} rotated onClose={onClose} />;
  return (
    <AskDialog
      title={t("hooks.rotate.title")}
      words={t("hooks.rotate.words")}
      yes={t("hooks.rotate.yes")}
      busy={busy}
      refusal={refusal}
      onYes={() => void rotate()}
      onClose={onClose}
    />
  );
}
