import { useApolloClient } from "@apollo/client/react";
import { Banner, Button, TextField } from "@relink/ui";
import { Dialog } from "@relink/ui/dialog";
import { type FormEvent, useId } from "react";
import { useNavigate } from "react-router";
import type { Refusal } from "../api/refusal.ts";
import { useVerb } from "../api/use-verb.ts";
import { CreateSharedInboxDocument, SharedInboxesDocument } from "../gql/graphql.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toChannels } from "../routes.ts";
import { useWaitReason } from "../shell/use-online.ts";

/** Creates it, puts it into the list that is shown already, and goes there. */
function useCreate(onClose: () => void) {
  const { cache } = useApolloClient();
  const navigate = useNavigate();
  const { run, busy, refusal } = useVerb(CreateSharedInboxDocument);
  async function create(name: string): Promise<void> {
    const made = (await run((idempotencyKey) => ({ name, idempotencyKey })))?.createSharedInbox;
    if (made == null) return;
    cache.updateQuery({ query: SharedInboxesDocument }, (data) => {
      const list = data?.sharedInboxes;
      if (data === null || list == null || list.some((each) => each.id === made.id)) return data ?? undefined;
      return { ...data, sharedInboxes: [...list, made] };
    });
    onClose();
    await navigate(toChannels(made.id));
  }
  return { create, busy, refusal };
}

export function CreateSharedInboxDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslate();
  const form = useId();
  const waitReason = useWaitReason();
  const { create, busy, refusal } = useCreate(onClose);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("shared.create.title")}
      words={t("shared.create.words")}
      actions={
        <>
          <Button type="submit" form={form} variant="primary" busy={busy} disabledReason={waitReason}>
            {t("shared.create.yes")}
          </Button>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
        </>
      }
    >
      <NameForm id={form} refusal={refusal} onSubmit={(name) => void create(name)} />
    </Dialog>
  );
}

type NameFormProps = { id: string; refusal: Refusal | null; onSubmit: (name: string) => void };

function NameForm({ id, refusal, onSubmit }: NameFormProps) {
  const { t } = useTranslate();
  const sentence = refusal === null ? undefined : refusalSentence(t, refusal);
  const atName = refusal !== null && refusedField(refusal) === "name";
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit(String(new FormData(event.currentTarget).get("name")).trim());
  }
  return (
    <form id={id} onSubmit={submit}>
      <TextField label={t("shared.create.name")} name="name" required maxLength={80} error={atName ? sentence : undefined} />
      {sentence === undefined || atName ? null : (
        <Banner tone="bad" urgent>
          {sentence}
        </Banner>
      )}
    </form>
  );
}
