import { Button, RowList } from "@relink/ui";
import type { InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { InboxRow } from "./inbox-row.tsx";

type StillOpenProps = { inboxes: readonly InboxRowFragment[]; onOpen: (inbox: InboxRowFragment) => void };

/** Removed here, and not yet closed at the provider: they stay in sight until they are. */
export function StillOpen({ inboxes, onOpen }: StillOpenProps) {
  const { t } = useTranslate();
  if (inboxes.length === 0) return null;
  return (
    <section className="still-open" aria-labelledby="still-open">
      <h2 id="still-open">{t("stillOpen.title")}</h2>
      <p>{t("stillOpen.words")}</p>
      <RowList label={t("stillOpen.title")}>
        {inboxes.map((inbox) => (
          <InboxRow
            key={inbox.id}
            inbox={inbox}
            actions={
              <Button size="small" onClick={() => onOpen(inbox)}>
                {t("stillOpen.guide")}
              </Button>
            }
          />
        ))}
      </RowList>
    </section>
  );
}
