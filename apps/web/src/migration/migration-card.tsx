import "./migration.css";
import { Badge, Icon, RelativeTime } from "@relink/ui";
import { Trans } from "@lingui/react";
import { Link } from "react-router";
import type { MigrationFactsFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toMigration } from "../routes.ts";
import { MigrationProgress } from "./migration-progress.tsx";
import { toMigrationWords, toRoute } from "./migration-words.ts";

/** One domain's move in a list: where from, where to, how far; it leads to its page. */
export function MigrationCard({ migration }: { migration: MigrationFactsFragment }) {
  const { t, locale } = useTranslate();
  const { word, words, tone } = toMigrationWords(t, migration);
  const { id, domain, detectedAt, total } = migration;
  return (
    <li className="move-card" aria-label={domain}>
      <div className="move-head">
        <div className="move-words">
          <div className="move-name">
            <Link className="move-link" to={toMigration(id)}>
              {domain}
            </Link>
            <Badge tone={tone}>{word}</Badge>
          </div>
          <p className="move-small">
            {toRoute(t, migration)} · <Trans id="migration.seen" components={{ at: <RelativeTime at={detectedAt} locale={locale} /> }} />
          </p>
          {migration.state === "SUSPECTED" || migration.state === "CONFIRMED" ? <p className="move-small">{words}</p> : null}
        </div>
        <Icon name="chevron" />
      </div>
      {total === 0 || migration.state === "SUSPECTED" || migration.state === "DISMISSED" ? null : (
        <MigrationProgress migration={migration} short />
      )}
    </li>
  );
}
