import { Progress } from "@relink/ui/progress";
import type { MigrationFactsFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toItemWords } from "./migration-words.ts";

export type MigrationProgressProps = {
  migration: Pick<MigrationFactsFragment, "total" | "waiting" | "invited" | "reconnected" | "skipped">;
  /** In a list: how many are done, and no more. */
  short?: boolean;
};

/** How far a domain's inboxes have followed; a bar and a sentence, which change as they do. */
export function MigrationProgress({ migration, short = false }: MigrationProgressProps) {
  const { t } = useTranslate();
  const { total, waiting, invited, reconnected, skipped } = migration;
  const done = reconnected + skipped;
  const sentence = short
    ? t("migration.progress.short", { done, total })
    : t("migration.progress.words", { done, total, reconnected, skipped, invited, waiting });
  const parts = [
    { state: "RECONNECTED", count: reconnected },
    { state: "SKIPPED", count: skipped },
    { state: "INVITED", count: invited },
  ] as const;
  return (
    <Progress
      label={t("migration.progress")}
      words={sentence}
      done={done}
      total={total}
      parts={parts.map(({ state, count }) => ({ name: toItemWords(t, state).word, tone: toItemWords(t, state).tone, count }))}
    />
  );
}
