import { useApolloClient } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { useNavigate } from "react-router";
import { useVerb } from "../api/use-verb.ts";
import {
  DeleteWebhookEndpointDocument,
  type EndpointFactsFragment,
  UpdateWebhookEndpointDocument,
  WebhooksDocument,
} from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { paths } from "../routes.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";

export type EndpointDialogProps = { endpoint: EndpointFactsFragment; onClose: () => void };

export function DisableEndpointDialog({ endpoint, onClose }: EndpointDialogProps) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(UpdateWebhookEndpointDocument);
  async function disable() {
    if ((await run(() => ({ input: { id: endpoint.id, enabled: false } }))) === null) return;
    announce({ words: t("hooks.disable.done") });
    onClose();
  }
  return (
    <AskDialog
      title={t("hooks.disable.title", { url: endpoint.url })}
      words={t("hooks.disable.words")}
      yes={t("hooks.disable.yes")}
      busy={busy}
      refusal={refusal}
      onYes={() => void disable()}
      onClose={onClose}
    />
  );
}

export function DeleteEndpointDialog({ endpoint, onClose }: EndpointDialogProps) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const { cache } = useApolloClient();
  const { run, busy, refusal } = useVerb(DeleteWebhookEndpointDocument);
  async function end() {
    if ((await run(() => ({ id: endpoint.id }))) === null) return;
    announce({ words: t("hooks.delete.done") });
    cache.updateQuery({ query: WebhooksDocument }, (known) =>
      known?.webhookEndpoints == null
        ? (known ?? undefined)
        : { ...known, webhookEndpoints: known.webhookEndpoints.filter((each) => each.id !== endpoint.id) },
    );
    await navigate(paths.webhooks);
  }
  return (
    <AskDialog
      title={t("hooks.delete.title", { url: endpoint.url })}
      words={t("hooks.delete.words")}
      yes={t("hooks.delete.yes")}
      busy={busy}
      refusal={refusal}
      onYes={() => void end()}
      onClose={onClose}
    />
  );
}
