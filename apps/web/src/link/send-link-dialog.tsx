import "./link.css";
import { Banner, Button, TextField } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId, useState } from "react";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import { readText } from "../connect/read-imap.ts";
import { CreateReconnectLinkDocument, type InboxRowFragment } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { type MadeLink, MadeLinkDialog } from "./made-link-dialog.tsx";

export type SendLinkDialogProps = { inbox: InboxRowFragment; onClose: () => void };

/** Sends the mailbox's holder a link with which they reconnect it, without an account here. */
export function SendLinkDialog({ inbox, onClose }: SendLinkDialogProps) {
  const { t } = useTranslate();
  const form = useId();
  const { run, busy, refusal } = useVerb(CreateReconnectLinkDocument);
  const [made, setMade] = useState<MadeLink | null>(null);
  const allowed = busy || inbox.allowedActions.includes("SEND_RECONNECT_LINK");
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sendTo = readText(new FormData(event.currentTarget), "sendTo");
    const data = await run((idempotencyKey) => ({ inboxId: inbox.id, sendTo: sendTo === "" ? null : sendTo, idempotencyKey }));
    setMade(data?.createReconnectLink ?? null);
  }
  if (made !== null) return <MadeLinkDialog inbox={inbox} made={made} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("sendLink.title", { address: inbox.address })}
      words={t("sendLink.words")}
      actions={<Buttons form={form} allowed={allowed} busy={busy} onClose={onClose} />}
    >
      {allowed ? (
        <form id={form} className="link-made" onSubmit={(event) => void submit(event)}>
          <ToField address={inbox.address} refusal={refusal} />
        </form>
      ) : (
        <Banner>{t("dialog.changedMeanwhile")}</Banner>
      )}
    </Dialog>
  );
}

function Buttons({ form, allowed, busy, onClose }: { form: string; allowed: boolean; busy: boolean; onClose: () => void }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  return (
    <>
      {allowed ? (
        <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={waitReason}>
          {t("sendLink.send")}
        </Button>
      ) : null}
      <Button onClick={onClose}>{t(allowed ? "action.cancel" : "action.close")}</Button>
    </>
  );
}

function ToField({ address, refusal }: { address: string; refusal: Refusal | null }) {
  const { t } = useTranslate();
  return (
    <TextField
      label={t("sendLink.to")}
      hint={t("sendLink.to.hint")}
      name="sendTo"
      type="email"
      autoComplete="off"
      defaultValue={address}
      error={refusal === null ? undefined : refusalSentence(t, refusal)}
    />
  );
}
