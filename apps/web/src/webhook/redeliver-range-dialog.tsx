import { Banner, Button, CheckLine, TextField, useAnnounce } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId, useState } from "react";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import { RedeliverWebhooksDocument } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import type { EndpointDialogProps } from "./end-endpoint-dialogs.tsx";
import { toLocalTime, toMoment } from "./local-time.ts";

const hour = 3_600_000;

/** Both ends of a time, as their fields have them. The end is an hour from now, so that nothing that has just happened is left out. */
function useRange() {
  const [now] = useState(() => Date.now());
  const [from, setFrom] = useState(() => toLocalTime(now - 24 * hour));
  const [to, setTo] = useState(() => toLocalTime(now + hour));
  const [first, last] = [toMoment(from), toMoment(to)];
  const whole = first !== null && last !== null && first <= last ? { from: first, to: last } : null;
  return { from, setFrom, to, setTo, whole };
}

/** Sends what happened within a time: what failed, what was missed, and where wanted all of it. */
export function RedeliverRangeDialog({ endpoint, onClose }: EndpointDialogProps) {
  const { t } = useTranslate();
  const form = useId();
  const announce = useAnnounce();
  const waitReason = useWaitReason();
  const range = useRange();
  const [arrivedToo, setArrivedToo] = useState(false);
  const { run, busy, refusal } = useVerb(RedeliverWebhooksDocument);
  async function send(): Promise<void> {
    const { whole } = range;
    if (whole === null) return;
    const wanted = { endpointId: endpoint.id, ...whole, undeliveredOnly: !arrivedToo };
    const count = (await run((idempotencyKey) => ({ ...wanted, idempotencyKey })))?.redeliverWebhooks;
    if (count == null) return;
    announce({ words: t("hooks.range.done", { count }) });
    onClose();
  }
  const blocked = range.whole === null ? t("hooks.range.wrong") : waitReason;
  const buttons = (
    <>
      <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={blocked}>
        {t("hooks.range.yes")}
      </Button>
      <Button onClick={onClose}>{t("action.cancel")}</Button>
    </>
  );
  return (
    <Dialog open onClose={onClose} title={t("hooks.range")} words={t("hooks.range.words")} actions={buttons}>
      <RangeForm
        id={form}
        range={range}
        arrivedToo={arrivedToo}
        onArrivedToo={setArrivedToo}
        refusal={refusal}
        onSubmit={() => void send()}
      />
    </Dialog>
  );
}

type RangeFormProps = {
  id: string;
  range: ReturnType<typeof useRange>;
  arrivedToo: boolean;
  onArrivedToo: (arrivedToo: boolean) => void;
  refusal: Refusal | null;
  onSubmit: () => void;
};

function RangeForm({ id, range, arrivedToo, onArrivedToo, refusal, onSubmit }: RangeFormProps) {
  const { t } = useTranslate();
  const wrong = range.whole === null ? t("hooks.range.wrong") : undefined;
  const field = { type: "datetime-local", required: true } as const;
  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }
  return (
    <form id={id} className="hook-form" onSubmit={submit}>
      <TextField {...field} label={t("hooks.range.from")} value={range.from} onChange={(event) => range.setFrom(event.target.value)} />
      <TextField
        {...field}
        label={t("hooks.range.to")}
        value={range.to}
        onChange={(event) => range.setTo(event.target.value)}
        error={wrong}
      />
      <CheckLine label={t("hooks.range.all")} hint={t("hooks.range.all.hint")} checked={arrivedToo} onChange={onArrivedToo} />
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </form>
  );
}
