import { useApolloClient } from "@apollo/client/react";
import { Banner, Button, CheckLine, useAnnounce } from "@relink/ui";
import { AlertDialog } from "@relink/ui/dialog";
import { useState } from "react";
import { joinInbox } from "../api/join-inbox.ts";
import { useVerb } from "../api/use-verb.ts";
import { DeleteChannelDocument, type InboxRowFragment, RemoveInboxDocument } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { placeName, stateWord } from "../i18n/words.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { ProviderEndDialog } from "./provider-end-dialog.tsx";
import { RemovalImpact } from "./removal-impact.tsx";

type Way = "remove" | "delete-channel";

/** removeInbox for a personal inbox, deleteChannel for a team's: one shape, two verbs. */
function useRemoval(way: Way) {
  const remove = useVerb(RemoveInboxDocument);
  const deleteChannel = useVerb(DeleteChannelDocument);
  const verb = way === "remove" ? remove : deleteChannel;
  async function run(inbox: InboxRowFragment, destroyCredentialsNow: boolean, locale: string): Promise<InboxRowFragment | null> {
    const toVariables = (idempotencyKey: string) => ({
      input: { inboxId: inbox.id, expectedVersion: inbox.version, destroyCredentialsNow, idempotencyKey },
      locale,
    });
    if (way === "remove") return (await remove.run(toVariables))?.removeInbox?.inbox ?? null;
    return (await deleteChannel.run(toVariables))?.deleteChannel?.inbox ?? null;
  }
  return { run, busy: verb.busy, refusal: verb.refusal };
}

export type RemoveDialogProps = { way: Way; inbox: InboxRowFragment; onClose: () => void };

/** Asks, with the consequences in sight; once it is done it turns into the guide for the provider's end. */
export function RemoveDialog({ way, inbox, onClose }: RemoveDialogProps) {
  const [removed, setRemoved] = useState(false);
  if (removed) return <ProviderEndDialog inboxId={inbox.id} onClose={onClose} />;
  return <RemoveQuestion way={way} inbox={inbox} onClose={onClose} onRemoved={() => setRemoved(true)} />;
}

function toWords(t: Translate, way: Way, inbox: InboxRowFragment) {
  const provider = placeName(t, inbox);
  return way === "remove"
    ? {
        title: t("remove.title", { address: inbox.address }),
        words: t("remove.words", { provider }),
        yes: t("remove.yes"),
      }
    : {
        title: t("delete.title", { address: inbox.address }),
        words: t("delete.words", { provider }),
        yes: t("delete.yes"),
      };
}

function RemoveQuestion({ way, inbox, onClose, onRemoved }: RemoveDialogProps & { onRemoved: () => void }) {
  const { t, locale } = useTranslate();
  const { cache } = useApolloClient();
  const announce = useAnnounce();
  const { run, busy, refusal } = useRemoval(way);
  const [destroyNow, setDestroyNow] = useState(false);
  const [impactKnown, setImpactKnown] = useState(false);
  const { title, words, yes } = toWords(t, way, inbox);
  const allowed = busy || inbox.allowedActions.includes(way === "remove" ? "REMOVE" : "DELETE_CHANNEL");
  async function remove() {
    const after = await run(inbox, destroyNow, locale);
    if (after === null) return;
    joinInbox(cache, after);
    announce({ words: t("live.moved", { address: after.address, state: stateWord(t, after.state) }) });
    onRemoved();
  }
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={title}
      words={words}
      actions={<Answers yes={allowed ? yes : null} impactKnown={impactKnown} busy={busy} onYes={() => void remove()} onClose={onClose} />}
    >
      {allowed ? <RemovalImpact inbox={inbox} onKnown={() => setImpactKnown(true)} /> : <Banner>{t("dialog.changedMeanwhile")}</Banner>}
      {allowed ? <DestroyNow inbox={inbox} checked={destroyNow} onChange={setDestroyNow} /> : null}
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </AlertDialog>
  );
}

/** yes: null where it can't be done (any more). */
type AnswersProps = { yes: string | null; impactKnown: boolean; busy: boolean; onYes: () => void; onClose: () => void };

function Answers({ yes, impactKnown, busy, onYes, onClose }: AnswersProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  return (
    <>
      {yes === null ? null : (
        <Button variant="danger" busy={busy} disabledReason={waitReason ?? (impactKnown ? undefined : t("impact.loading"))} onClick={onYes}>
          {yes}
        </Button>
      )}
      <Button onClick={onClose}>{t(yes === null ? "action.close" : "action.keep")}</Button>
    </>
  );
}

type DestroyNowProps = { inbox: InboxRowFragment; checked: boolean; onChange: (checked: boolean) => void };

/** Only where something was granted: of nothing, nothing is kept. */
function DestroyNow({ inbox, checked, onChange }: DestroyNowProps) {
  const { t } = useTranslate();
  if (inbox.providerAccess === "NONE") return null;
  const hint = t("remove.destroyNow.hint", { provider: placeName(t, inbox) });
  return <CheckLine label={t("remove.destroyNow")} hint={hint} checked={checked} onChange={onChange} />;
}
