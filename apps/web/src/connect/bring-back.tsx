import { useQuery } from "@apollo/client/react";
import { Banner, Button } from "@relink/ui";
import { type InboxRowFragment, RemovedInboxesDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useViewer } from "../shell/viewer.tsx";

/** Gives the removed inbox of that address that can still come back, if there is one. sharedInboxId: null for one's own. */
export function useFindRemoved(sharedInboxId: string | null): (address: string) => InboxRowFragment | null {
  const { locale } = useTranslate();
  const { id } = useViewer().member;
  const whose = sharedInboxId === null ? ({ kind: "PERSONAL", ownerId: id } as const) : ({ kind: "TEAM", sharedInboxId } as const);
  const { data } = useQuery(RemovedInboxesDocument, { variables: { ...whose, locale }, errorPolicy: "all" });
  const removed = [...(data?.stillOpen?.nodes ?? []), ...(data?.closed?.nodes ?? [])];
  return (address) => {
    const wanted = address.trim().toLowerCase();
    const same = (inbox: InboxRowFragment) => inbox.address.toLowerCase() === wanted;
    return removed.find((inbox) => same(inbox) && inbox.allowedActions.includes("RECONNECT")) ?? null;
  };
}

/** A new inbox would make the removed one final: so its return is offered first. */
export function BringBack({ onChoose }: { onChoose: () => void }) {
  const { t } = useTranslate();
  return (
    <Banner>
      {t("connect.bringBack")}{" "}
      <Button size="small" onClick={onChoose}>
        {t("connect.bringBack.yes")}
      </Button>
    </Banner>
  );
}
