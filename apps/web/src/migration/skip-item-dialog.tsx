import { useAnnounce } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { type MigrationItemRowFragment, SkipMigrationItemDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";

export type SkipItemDialogProps = { migrationId: string; item: MigrationItemRowFragment; onClose: () => void };

/** One inbox that does not follow its domain. */
export function SkipItemDialog({ migrationId, item, onClose }: SkipItemDialogProps) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(SkipMigrationItemDocument);
  const { address, inbox } = item;
  async function skip() {
    if (inbox === null || (await run(() => ({ id: migrationId, inboxId: inbox.id }))) === null) return;
    announce({ words: t("migration.skip.done", { address }) });
    onClose();
  }
  return (
    <AskDialog
      title={t("migration.skip.title", { address })}
      words={t("migration.skip.words")}
      yes={t("migration.skip.yes")}
      busy={busy}
      refusal={refusal}
      onYes={() => void skip()}
      onClose={onClose}
    />
  );
}
