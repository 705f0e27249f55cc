import { useVerb } from "../api/use-verb.ts";
import { type MigrationFactsFragment, StartMigrationDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { AskDialog } from "../shell/ask-dialog.tsx";
import { placeWord } from "./migration-words.ts";

/** A suspicion that an admin knows to be true. */
export function ConfirmMigrationDialog({ migration, onClose }: { migration: MigrationFactsFragment; onClose: () => void }) {
  const { t } = useTranslate();
  const { run, busy, refusal } = useVerb(StartMigrationDocument);
  const { domain, fromProvider, toProvider, total } = migration;
  async function confirm() {
    if ((await run((idempotencyKey) => ({ domain, fromProvider, toProvider, idempotencyKey }))) !== null) onClose();
  }
  return (
    <AskDialog
      title={t("migration.confirm.title", { domain, to: placeWord(t, toProvider) })}
      words={t("migration.confirm.words", { count: total })}
      yes={t("migrations.start.yes")}
      busy={busy}
      refusal={refusal}
      onYes={() => void confirm()}
      onClose={onClose}
    />
  );
}
