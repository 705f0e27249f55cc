import { Button, useAnnounce } from "@relink/ui";
import { lazy, Suspense, useState } from "react";
import { useVerb } from "../api/use-verb.ts";
import { type EndpointFactsFragment, SendTestWebhookDocument, UpdateWebhookEndpointDocument } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";

const EditDialog = lazy(() => import("./edit-endpoint-dialog.tsx").then((part) => ({ default: part.EditEndpointDialog })));
const RotateDialog = lazy(() => import("./rotate-secret-dialog.tsx").then((part) => ({ default: part.RotateSecretDialog })));
const RangeDialog = lazy(() => import("./redeliver-range-dialog.tsx").then((part) => ({ default: part.RedeliverRangeDialog })));
const DisableDialog = lazy(() => import("./end-endpoint-dialogs.tsx").then((part) => ({ default: part.DisableEndpointDialog })));
const DeleteDialog = lazy(() => import("./end-endpoint-dialogs.tsx").then((part) => ({ default: part.DeleteEndpointDialog })));

const dialogs = { edit: EditDialog, rotate: RotateDialog, range: RangeDialog, disable: DisableDialog, delete: DeleteDialog };
type Asked = keyof typeof dialogs;

/** What can be done with an endpoint; what harms nobody is done at once. */
export function EndpointActs({ endpoint }: { endpoint: EndpointFactsFragment }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { enabled } = endpoint;
  const off = enabled ? waitReason : t("hooks.enableFirst");
  const Dialog = asked === null ? null : dialogs[asked];
  return (
    <div className="hook-acts">
      {enabled ? null : <EnableButton endpoint={endpoint} />}
      <TestButton endpoint={endpoint} off={off} />
      <Button disabledReason={waitReason} onClick={() => setAsked("edit")}>
        {t("hooks.edit.open")}
      </Button>
      <Button disabledReason={off} onClick={() => setAsked("range")}>
        {t("hooks.range.open")}
      </Button>
      <Button disabledReason={waitReason} onClick={() => setAsked("rotate")}>
        {t("hooks.rotate.open")}
      </Button>
      {enabled ? (
        <Button disabledReason={waitReason} onClick={() => setAsked("disable")}>
          {t("hooks.disable.open")}
        </Button>
      ) : null}
      <Button variant="danger" disabledReason={waitReason} onClick={() => setAsked("delete")}>
        {t("hooks.delete.open")}
      </Button>
      <Suspense>{Dialog === null ? null : <Dialog endpoint={endpoint} onClose={() => setAsked(null)} />}</Suspense>
    </div>
  );
}

function TestButton({ endpoint, off }: { endpoint: EndpointFactsFragment; off: string | undefined }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(SendTestWebhookDocument);
  async function send() {
    if ((await run(() => ({ id: endpoint.id }))) !== null) announce({ words: t("hooks.test.done") });
  }
  return (
    <>
      <Button busy={busy} disabledReason={off} onClick={() => void send()}>
        {t("hooks.test")}
      </Button>
      {refusal === null ? null : (
        <span className="hook-refused" role="alert">
          {refusalSentence(t, refusal)}
        </span>
      )}
    </>
  );
}

function EnableButton({ endpoint }: { endpoint: EndpointFactsFragment }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const waitReason = useWaitReason();
  const { run, busy, refusal } = useVerb(UpdateWebhookEndpointDocument);
  async function enable() {
    if ((await run(() => ({ input: { id: endpoint.id, enabled: true } }))) === null) return;
    announce({ words: t("hooks.enable.done") });
    document.getElementById("main")?.focus();
  }
  return (
    <>
      <Button variant="primary" busy={busy} disabledReason={waitReason} onClick={() => void enable()}>
        {t("hooks.enable")}
      </Button>
      {refusal === null ? null : (
        <span className="hook-refused" role="alert">
          {refusalSentence(t, refusal)}
        </span>
      )}
    </>
  );
}
