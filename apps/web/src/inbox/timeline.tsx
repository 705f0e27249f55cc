import { useApolloClient } from "@apollo/client/react";
import { Card, RelativeTime, type Tone } from "@relink/ui";
import { MoreEventsDocument, type ConnectionState, type TimelineEventFragment } from "../gql/graphql.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { placeName } from "../i18n/words.ts";
import { eventSentence } from "./event-words.ts";
import { toGrantPlace } from "./grant-place.ts";
import type { OneInbox } from "./one-inbox-page.tsx";
import { ShowMore } from "./show-more.tsx";

const tones: Partial<Record<ConnectionState, Tone>> = { CONNECTED: "ok", FAILING: "warn", DISCONNECTED: "bad" };

/** What happened to the inbox, the newest first. */
export function Timeline({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  const client = useApolloClient();
  const { nodes, pageInfo } = inbox.events;
  const read = (after: string) =>
    client.query({ query: MoreEventsDocument, variables: { id: inbox.id, after }, fetchPolicy: "network-only" });
  return (
    <section aria-labelledby="inbox-timeline">
      <h2 id="inbox-timeline">{t("inbox.timeline")}</h2>
      <Card>
        {nodes.length === 0 ? <p className="inbox-none">{t("inbox.timeline.empty")}</p> : null}
        <ol className="inbox-lines" role="list" aria-labelledby="inbox-timeline">
          {nodes.map((event) => (
            <EventLine key={event.id} event={event} place={placeOf(t, inbox, event)} />
          ))}
        </ol>
      </Card>
      <ShowMore pageInfo={pageInfo} read={read} />
    </section>
  );
}

/** The end that an event is about: that of its grant, where it is known, else the inbox's own. */
function placeOf(t: Translate, inbox: OneInbox, { grantId, toProvider }: TimelineEventFragment): string {
  const grant = inbox.endedGrants.find(({ id }) => id === grantId);
  const provider = toProvider ?? grant?.provider ?? null;
  return provider === null ? placeName(t, inbox) : toGrantPlace(t, inbox, provider);
}

function EventLine({ event, place }: { event: TimelineEventFragment; place: string }) {
  const { t, locale } = useTranslate();
  const sentence = eventSentence(t, event, place);
  const byWhom = event.actorKind === "SYSTEM" || sentence.includes(event.actorName) ? null : event.actorName;
  return (
    <li className="inbox-line" data-tone={tones[event.toState] ?? "off"}>
      <div className="inbox-line-words">
        <div>{sentence}</div>
        <div className="inbox-line-small">
          <RelativeTime at={event.at} locale={locale} />
          {byWhom === null ? null : ` · ${byWhom}`}
          {event.providerCode === null ? null : ` · ${event.providerCode}`}
        </div>
      </div>
    </li>
  );
}
