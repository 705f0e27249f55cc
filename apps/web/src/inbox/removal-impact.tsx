import { Banner, Button, PlainList, RelativeTime, Skeleton } from "@relink/ui";
import { type ReactNode, useEffect, useRef } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { toRefusal } from "../api/refusal.ts";
import { type InboxRowFragment, RemovalImpactDocument, type RemovalImpactQuery } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { placeName, roleName } from "../i18n/words.ts";
import "./removal-impact.css";

export type RemovalImpactProps = {
  inbox: Pick<InboxRowFragment, "id" | "provider" | "mailHost" | "providerAccess">;
  /** It stands there, or can't be read: the person may decide. */
  onKnown: () => void;
};

type Impact = NonNullable<RemovalImpactQuery["removalImpact"]>;

/** What a removal touches, before anyone confirms: who will be told, who still uses it, what stays open and why. */
export function RemovalImpact({ inbox, onKnown }: RemovalImpactProps) {
  const { t } = useTranslate();
  const { data, error, refetch } = useKeptQuery(RemovalImpactDocument, {
    variables: { inboxId: inbox.id },
    fetchPolicy: "network-only",
    errorPolicy: "all",
  });
  const known = data?.removalImpact != null || error !== undefined;
  const tell = useRef(onKnown);
  useEffect(() => {
    if (known) tell.current();
  }, [known]);
  if (data?.removalImpact != null) return <ImpactFacts impact={data.removalImpact} inbox={inbox} />;
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

function ImpactFacts({ impact, inbox }: { impact: Impact; inbox: RemovalImpactProps["inbox"] }) {
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
          {impact.sharesGrantWith.map((other) => (
            <li key={other.id}>
              <strong>{other.address}</strong>
            </li>
          ))}
        </ImpactPart>
      )}
      {impact.grantStaysInUse ? <Banner tone="warn">{t("impact.staysInUse")}</Banner> : null}
      {impact.grantStaysInUse || inbox.providerAccess === "NONE" ? null : (
        <ImpactPart title={t("impact.end")} empty={t("impact.end.closes", { provider: placeName(t, inbox) })}>
          {[]}
        </ImpactPart>
      )}
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
