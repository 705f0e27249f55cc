import { useAnnounce } from "@relink/ui";
import { useVerb } from "../api/use-verb.ts";
import { DismissMigrationDocument, type MigrationFactsFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";

/** The domain stays where it is: split delivery, or a mistake. */
export function DismissMigrationDialog({ migration, onClose }: { migration: MigrationFactsFragment; onClose: () => void }) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const { run, busy, refusal } = useVerb(DismissMigrationDocument);
  const { id, domain } = migration;
  async function dismiss() {
    if ((await run(() => ({ id }))) === null) return;
    announce({ words: t("migration.dismiss.done", { domain }) });
    onClose();
  }
  return (
    <AskDialog
      title={t("migration.dismiss.title", { domain })}
      words={t("migration.dismiss.words")}
      yes={t("migration.dismiss.yes")}
      busy={busy}
      refusal={refusal}
      onYes={() => void dismiss()}
      onClose={onClose}
    />
  );
}
