import { Button, useAnnounce } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { useId, useState } from "react";
import { useVerb } from "../api/use-verb.ts";
import { type EndpointFactsFragment, UpdateWebhookEndpointDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { EndpointForm, type EndpointWish } from "./endpoint-form.tsx";
import { eventTypes } from "./event-types.ts";

function toWish({ url, allTypes, types, ordered }: EndpointFactsFragment): EndpointWish {
  const chosen = allTypes ? [] : eventTypes.map(({ type }) => type).filter((type) => types.includes(type));
  return { url, all: allTypes, types: chosen, ordered, signing: null };
}

export function EditEndpointDialog({ endpoint, onClose }: { endpoint: EndpointFactsFragment; onClose: () => void }) {
  const { t } = useTranslate();
  const form = useId();
  const announce = useAnnounce();
  const waitReason = useWaitReason();
  const [wish, setWish] = useState(() => toWish(endpoint));
  const { run, busy, refusal } = useVerb(UpdateWebhookEndpointDocument);
  async function save() {
    const { url, all, types, ordered } = wish;
    const input = { id: endpoint.id, url: url.trim(), types: all ? null : [...types], ordered };
    if ((await run(() => ({ input }))) === null) return;
    announce({ words: t("hooks.edit.done") });
    onClose();
  }
  const missing = !wish.all && wish.types.length === 0 ? t("hooks.types.none") : waitReason;
  const buttons = (
    <>
      <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={missing}>
        {t("hooks.edit.yes")}
      </Button>
      <Button onClick={onClose}>{t("action.cancel")}</Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} size="wide" title={t("hooks.edit")} words={t("hooks.edit.words")} actions={buttons}>
      <EndpointForm id={form} wish={wish} onWish={setWish} refusal={refusal} onSubmit={() => void save()} />
    </Dialog>
  );
}
