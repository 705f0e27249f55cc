import "./incident.css";
import { Banner } from "@relink/ui";
import type { ReactNode } from "react";
import type { IncidentFactsFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toIncidentTime, toIncidentWords } from "./incident-words.ts";

const counts = { own: "incident.yours", here: "incident.here", seen: "incident.seen" } as const;

export type IncidentBannerProps = {
  incident: IncidentFactsFragment;
  /** How many it touches: of the viewer's own, of those on the page, of all that the viewer sees. Left out on the page of one of them. */
  touches?: { whose: keyof typeof counts; count: number };
  action?: ReactNode;
};

/** One calm word about what many failures have in common: whose trouble it is, since when, and that nobody has to act. */
export function IncidentBanner({ incident, touches, action }: IncidentBannerProps) {
  const { t, locale } = useTranslate();
  const { title, words, tone } = toIncidentWords(t, incident);
  return (
    <Banner tone={tone} action={action}>
      <strong className="incident-title">{title}</strong> {words}{" "}
      <span className="incident-facts">
        {toIncidentTime(t, incident, locale)} {touches === undefined ? null : t(counts[touches.whose], { count: touches.count })}
        {incident.providerCode === null ? null : <> {t("incident.code", { code: incident.providerCode })}</>}
      </span>
    </Banner>
  );
}
