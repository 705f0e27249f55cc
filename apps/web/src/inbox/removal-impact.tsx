import { useQuery } from "@apollo/client/react";
import { Banner, Button, PlainList, RelativeTime, Skeleton } from "@relink/ui";
import type { ReactNode } from "react";
import { toRefusal } from "../api/refusal.ts";
import { RemovalImpactDocument, type RemovalImpactQuery } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { roleName } from "../i18n/words.ts";
import "./removal-impact.css";

type Impact = NonNullable<RemovalImpactQuery["removalImpact"]>;

/** What a removal touches, before anyone confirms: who will be told, who still uses it, what stays open and why. */
export function RemovalImpact({ inboxId }: { inboxId: string }) {
  const { t } = useTranslate();
  const { data, error, refetch } = useQuery(RemovalImpactDocument, {
    variables: { inboxId },
    fetchPolicy: "network-only",
    errorPolicy: "all",
  });
  if (data?.removalImpact != null) return <ImpactFacts impact={data.removalImpact} />;
  if (error !== undefined) {
    return (
      <Banner tone="bad" urgent title={t("impact.failed")}>
        {refusalSentence(t, toRefusal(error))}{" "}
        <Button size="small" onClick={() => void refetch()}>
          {t("error.retry")}
        </Button>
      </Banner>
    );
  }
  return (
    <div className="impact" role="status" aria-label={t("impact.loading")}>
      <Skeleton width="40%" />
      <Skeleton width="75%" />
    </div>
  );
}

function ImpactFacts({ impact }: { impact: Impact }) {
  const { t, locale } = useTranslate();
  return (
    <div className="impact">
      <ImpactPart title={t("impact.told")} empty={t("impact.told.nobody")}>
        {impact.willBeTold.map((member) => (
          <li key={member.id}>
            <strong>{member.name}</strong> · {roleName(t, member.role)}
          </li>
        ))}
      </ImpactPart>
      <ImpactPart title={t("impact.consumers")} empty={t("impact.consumers.none")}>
        {impact.consumers.map((consumer) => (
          <li key={consumer.name}>
            <strong>{consumer.name}</strong> · <RelativeTime at={consumer.lastIssuedAt} locale={locale} />
          </li>
        ))}
      </ImpactPart>
      {impact.sharesGrantWith.length === 0 ? null : (
        <ImpactPart title={t("impact.shares")} empty="">
          {impact.sharesGrantWith.map((inbox) => (
            <li key={inbox.id}>
              <strong>{inbox.address}</strong>
            </li>
          ))}
        </ImpactPart>
      )}
      {impact.grantStaysInUse ? <Banner tone="warn">{t("impact.staysInUse")}</Banner> : null}
    </div>
  );
}

function ImpactPart({ title, empty, children }: { title: string; empty: string; children: readonly ReactNode[] }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {children.length === 0 ? <p>{empty}</p> : <PlainList>{children}</PlainList>}
    </section>
  );
}
