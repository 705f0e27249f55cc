import "./incident.css";
import { lazy, Suspense } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type IncidentFactsFragment, IncidentsDocument, IncidentTouchesDocument, type InboxFilter } from "../gql/graphql.ts";
import { needSentences } from "../i18n/language.ts";

// There seldom is one: it comes, with its sentences, where there is.
export const IncidentBanner = lazy(() =>
  Promise.all([import("./incident-banner.tsx"), needSentences("watching")]).then(([part]) => ({ default: part.IncidentBanner })),
);

export type IncidentBannersProps = {
  /** Which inboxes the page shows. */
  where: InboxFilter;
  /** They are the viewer's own. */
  own?: boolean;
};

/** The incidents that last and touch what a page shows; nothing where there is none. */
export function IncidentBanners({ where, own = false }: IncidentBannersProps) {
  const { data } = useKeptQuery(IncidentsDocument, { fetchPolicy: "cache-and-network", errorPolicy: "all" });
  const open = (data?.healthSummary?.incidents ?? []).filter((incident) => incident.open);
  if (open.length === 0) return null;
  return (
    <div className="incidents">
      {open.map((incident) => (
        <TouchingIncident key={incident.id} incident={incident} where={where} own={own} />
      ))}
    </div>
  );
}

function TouchingIncident({ incident, where, own }: { incident: IncidentFactsFragment; where: InboxFilter; own: boolean }) {
  const filter = { ...where, incidentId: incident.id };
  const { data } = useKeptQuery(IncidentTouchesDocument, { variables: { filter }, fetchPolicy: "cache-and-network", errorPolicy: "all" });
  const count = data?.inboxes?.totalCount ?? 0;
  if (count === 0) return null;
  return (
    <Suspense>
      <IncidentBanner incident={incident} touches={{ whose: own ? "own" : "here", count }} />
    </Suspense>
  );
}
