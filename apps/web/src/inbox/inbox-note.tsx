import type { MessageId } from "@lingui/core";
import { Trans } from "@lingui/react";
import { RelativeTime } from "@relink/ui";
import type { ReactNode } from "react";
import type { InboxRowFragment } from "../gql/graphql.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { placeName } from "../i18n/words.ts";

export type Note = { note: ReactNode; noteMore?: ReactNode };

/** What is, why, and what to do, for the third column of a row. */
export function useNote(inbox: InboxRowFragment): Note {
  const { t, locale } = useTranslate();
  if (inbox.disconnection !== null && inbox.state === "DISCONNECTED") {
    return { note: inbox.disconnection.explanation, noteMore: inbox.disconnection.remedy };
  }
  return { note: plainNote(inbox, t, locale) };
}

function plainNote(inbox: InboxRowFragment, t: Translate, locale: string): ReactNode {
  const provider = placeName(t, inbox);
  switch (inbox.state) {
    case "CONNECTED":
      return <ConnectedNote inbox={inbox} />;
    case "FAILING":
      return <FailingNote inbox={inbox} />;
    case "OFF":
      return t("note.off");
    case "CONNECTING":
      return t("note.connecting", { provider });
    case "REMOVED":
      return (
        <Trans
          id={removedNote(inbox.providerAccess)}
          values={{ provider }}
          components={{ at: <At at={inbox.stateChangedAt} locale={locale} /> }}
        />
      );
    default:
      return null;
  }
}

function removedNote(access: InboxRowFragment["providerAccess"]): MessageId {
  if (access === "STILL_USED") return "note.removedStillUsed";
  return access === "REVOKED" || access === "NONE" ? "note.removedClosed" : "note.removed";
}

/** Stands for a tag in a sentence; the time is told by the clock, not by the sentence. */
function At({ at, locale }: { at: string; locale: string }) {
  return <RelativeTime at={at} locale={locale} />;
}

function ConnectedNote({ inbox }: { inbox: InboxRowFragment }) {
  const { t, locale } = useTranslate();
  const { lastCheckedAt, lastMailSeenAt, sending } = inbox.health;
  if (sending === "DISABLED") return t("note.sendingOff");
  if (sending === "REFUSED") return t("note.sendingRefused");
  if (lastCheckedAt === null) return t("note.notChecked");
  const at = { at: <At at={lastCheckedAt} locale={locale} /> };
  if (lastMailSeenAt === null) return <Trans id="note.checked" components={at} />;
  return <Trans id="note.checkedWithMail" components={{ ...at, mail: <At at={lastMailSeenAt} locale={locale} /> }} />;
}

function FailingNote({ inbox }: { inbox: InboxRowFragment }) {
  const { t, locale } = useTranslate();
  const { consecutiveFailures: count, nextCheckAt } = inbox.health;
  return (
    <>
      {t("note.failing", { count })}{" "}
      {nextCheckAt === null ? null : <Trans id="note.nextTry" components={{ at: <At at={nextCheckAt} locale={locale} /> }} />}
    </>
  );
}
