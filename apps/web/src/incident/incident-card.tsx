import { Button, RowList, RowListSkeleton } from "@relink/ui";
import { useId, useState } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type IncidentFactsFragment, IncidentInboxesDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { DetailsLink } from "../inbox/details-link.tsx";
import { InboxRow } from "../inbox/inbox-row.tsx";
import { ShowMore } from "../inbox/show-more.tsx";
import { PageError } from "../shell/page-error.tsx";
import { IncidentBanner } from "./incident-banner.tsx";

/** An incident that lasts, and on demand the inboxes that it touches. */
export function IncidentCard({ incident }: { incident: IncidentFactsFragment }) {
  const { t } = useTranslate();
  const list = useId();
  const [shown, setShown] = useState(false);
  const toggle = (
    <Button size="small" aria-expanded={shown} aria-controls={list} onClick={() => setShown(!shown)}>
      {t(shown ? "incident.hide" : "incident.show")}
    </Button>
  );
  return (
    <div className="incident-card">
      <IncidentBanner
        incident={incident}
        touches={{ whose: "seen", count: incident.affected }}
        action={incident.affected === 0 ? undefined : toggle}
      />
      <div id={list}>{shown ? <TouchedInboxes incidentId={incident.id} /> : null}</div>
    </div>
  );
}

function TouchedInboxes({ incidentId }: { incidentId: string }) {
  const { t, locale } = useTranslate();
  const variables = { filter: { incidentId }, locale };
  const { data, error, refetch, fetchMore } = useKeptQuery(IncidentInboxesDocument, { variables, fetchPolicy: "cache-and-network" });
  const found = data?.inboxes ?? null;
  if (found === null) {
    return error === undefined ? (
      <RowListSkeleton label={t("incident.inboxes")} />
    ) : (
      <PageError error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <RowList label={t("incident.inboxes")} waiting>
        {found.nodes.map((inbox) => (
          <InboxRow key={inbox.id} inbox={inbox} owned={inbox.kind === "PERSONAL"} actions={<DetailsLink inbox={inbox} />} />
        ))}
      </RowList>
      <ShowMore pageInfo={found.pageInfo} read={(after) => fetchMore({ variables: { after } })} />
    </>
  );
}
