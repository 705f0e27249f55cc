import "./link.css";
import { Banner, Button, TextField } from "@relink/ui";
import { type FormEvent, useState } from "react";
import { useVerb } from "../api/use-verb.ts";
import { readText } from "../connect/read-imap.ts";
import { SendItRequestDocument } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";

/** Mails IT what to remove, with a link to a page that has a Done button. */
export function AskIt({ inboxId, grantId }: { inboxId: string; grantId: string }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { run, busy, refusal } = useVerb(SendItRequestDocument);
  const [sentTo, setSentTo] = useState<string | null>(null);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sendTo = readText(new FormData(event.currentTarget), "sendTo");
    const data = await run((idempotencyKey) => ({ inboxId, grantId, sendTo, idempotencyKey }));
    setSentTo(data?.sendItRequest == null ? null : sendTo);
  }
  return (
    <form className="link-made" aria-label={t("askIt.title")} onSubmit={(event) => void submit(event)}>
      <TextField
        label={t("askIt.to")}
        hint={t("askIt.to.hint")}
        name="sendTo"
        type="email"
        autoComplete="off"
        required
        error={refusal === null ? undefined : refusalSentence(t, refusal)}
      />
      <div className="link-actions">
        <Button type="submit" busy={busy} disabledReason={waitReason}>
          {t("askIt.send")}
        </Button>
      </div>
      {sentTo === null ? null : <Banner tone="ok">{t("askIt.sent", { to: sentTo })}</Banner>}
    </form>
  );
}
