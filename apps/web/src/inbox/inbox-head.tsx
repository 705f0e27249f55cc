import { Trans } from "@lingui/react";
import { PageHead } from "@relink/ui";
import { Link } from "react-router";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import { toChannels } from "../routes.ts";
import type { OneInbox } from "./one-inbox-page.tsx";
import { RowActions, type RowActionsProps } from "./row-actions.tsx";

export type InboxHeadProps = { inbox: OneInbox; onAsk: RowActionsProps["onAsk"] };

/** Whose it is, where it is kept, and what may be done to it. */
export function InboxHead({ inbox, onAsk }: InboxHeadProps) {
  const { t } = useTranslate();
  const place = [providerName(t, inbox.provider), inbox.mailHost].filter((part) => part !== null).join(" · ");
  return (
    <div className="inbox-head">
      <PageHead title={inbox.address}>
        {place}
        {" · "}
        <Whose inbox={inbox} />
        {" · "}
        {connector(t, inbox)}
      </PageHead>
      {inbox.state === "REMOVED" ? null : (
        <div className="inbox-actions">
          <RowActions inbox={inbox} onAsk={onAsk} onItsPage />
        </div>
      )}
    </div>
  );
}

function Whose({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  const { sharedInbox, owner } = inbox;
  if (sharedInbox !== null) {
    return <Trans id="inbox.team" components={{ shared: <Link to={toChannels(sharedInbox.id)}>{sharedInbox.name}</Link> }} />;
  }
  return owner === null ? t("inbox.personal.none") : t("inbox.personal", { name: owner.name });
}

function connector(t: Translate, { connectedBy }: OneInbox): string {
  return connectedBy === null ? t("inbox.byApi") : t("inbox.connectedBy", { name: connectedBy.name });
}
