import { Badge } from "@relink/ui";
import { useId } from "react";
import type { IncidentFactsFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toIncidentTime, toIncidentWords } from "../incident/incident-words.ts";

/** What has gone wrong at providers lately: what lasts stands above, too, with its inboxes. */
export function PastIncidents({ incidents }: { incidents: readonly IncidentFactsFragment[] }) {
  const { t, locale } = useTranslate();
  const heading = useId();
  return (
    <section className="rl-card overview-card" aria-labelledby={heading}>
      <h2 id={heading}>{t("overview.incidents")}</h2>
      {incidents.length === 0 ? <p className="overview-none">{t("overview.incidents.none")}</p> : null}
      <ul className="past-incidents" role="list" aria-labelledby={heading}>
        {incidents.map((incident) => (
          <li key={incident.id}>
            <span className="past-incident-title">
              {toIncidentWords(t, incident).title}{" "}
              <Badge tone={incident.open ? "warn" : "ok"}>{t(incident.open ? "incident.open" : "incident.over")}</Badge>
            </span>
            <span className="past-incident-facts">
              {toIncidentTime(t, incident, locale)} {t("incident.seen", { count: incident.affected })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
