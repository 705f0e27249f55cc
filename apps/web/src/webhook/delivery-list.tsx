import { Badge, Button, Card, EmptyState, Icon, RelativeTime } from "@relink/ui";
import { useId, useState } from "react";
import type { DeliveryLineFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { DeliveryDetails } from "./delivery-details.tsx";
import { typeName } from "./event-types.ts";
import { outcomeOf, stateOf } from "./webhook-words.ts";

export type DeliveryListProps = { deliveries: readonly DeliveryLineFragment[]; filtered: boolean; enabled: boolean };

/** What was sent, newest first; each opens to what was asked and answered. */
export function DeliveryList({ deliveries, filtered, enabled }: DeliveryListProps) {
  const { t } = useTranslate();
  if (deliveries.length === 0) {
    return (
      <Card>
        <EmptyState title={t(filtered ? "hooks.noSuch" : "hooks.nothingSent")}>
          {t(filtered ? "hooks.noSuch.words" : "hooks.nothingSent.words")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul className="deliveries" role="list" aria-label={t("hooks.deliveries")}>
      {deliveries.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} enabled={enabled} />
      ))}
    </ul>
  );
}

function DeliveryRow({ delivery, enabled }: { delivery: DeliveryLineFragment; enabled: boolean }) {
  const { t, locale } = useTranslate();
  const [open, setOpen] = useState(false);
  const panel = useId();
  const { tone, word } = stateOf(t, delivery.state);
  const name = typeName(delivery.type);
  return (
    <li className="delivery" aria-label={name}>
      <div className="delivery-line">
        <Button variant="quiet" size="small" aria-expanded={open} aria-controls={open ? panel : undefined} onClick={() => setOpen(!open)}>
          <Icon name="chevron" size={16} />
          <code>{name}</code>
        </Button>
        <Badge tone={tone}>{word}</Badge>
        <span className="delivery-outcome">{outcomeOf(t, delivery)}</span>
        <span className="hook-quiet">
          <RelativeTime at={delivery.createdAt} locale={locale} />
        </span>
      </div>
      {open ? (
        <div id={panel} className="delivery-panel">
          <DeliveryDetails delivery={delivery} enabled={enabled} />
        </div>
      ) : null}
    </li>
  );
}
