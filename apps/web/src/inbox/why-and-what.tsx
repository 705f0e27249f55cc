import { Banner, Button, type Tone } from "@relink/ui";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import type { InboxHeadProps } from "./inbox-head.tsx";
import { useNote } from "./inbox-note.tsx";
import type { OneInbox } from "./one-inbox-page.tsx";

const open: readonly OneInbox["providerAccess"][] = ["REVOKING", "AWAITING_PERSON", "ATTESTED"];

/** Reading goes on, and yet somebody has something to do. */
const noSending: readonly OneInbox["health"]["sending"][] = ["DISABLED", "REFUSED"];

const tones: Partial<Record<OneInbox["state"], Tone>> = { CONNECTED: "ok", FAILING: "warn", DISCONNECTED: "bad" };

/** What is, why, and what to do about it, with the button that does it. */
export function WhyAndWhat({ inbox, onAsk }: InboxHeadProps) {
  const { t } = useTranslate();
  const { note, noteMore } = useNote(inbox);
  const code = inbox.state === "DISCONNECTED" ? (inbox.disconnection?.providerCode ?? null) : null;
  const good = inbox.state === "CONNECTED" && !noSending.includes(inbox.health.sending);
  const tone = isOpen(inbox) || (inbox.state === "CONNECTED" && !good) ? "warn" : (tones[inbox.state] ?? "off");
  return (
    <section aria-label={t("inbox.why")}>
      <Banner tone={tone} action={<Remedy inbox={inbox} onAsk={onAsk} />}>
        {good ? (
          <>
            {note} · {t("inbox.goodNow")}
          </>
        ) : (
          <strong className="inbox-why">{note}</strong>
        )}{" "}
        {noteMore}
        {code === null ? null : <span className="inbox-code">{t("inbox.code", { code })}</span>}
      </Banner>
    </section>
  );
}

function isOpen({ state, providerAccess }: OneInbox): boolean {
  return state === "REMOVED" && open.includes(providerAccess);
}

function Remedy({ inbox, onAsk }: InboxHeadProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const broken = inbox.state === "DISCONNECTED" || inbox.state === "REMOVED";
  const reconnect = broken && inbox.allowedActions.includes("RECONNECT");
  return (
    <>
      {isOpen(inbox) ? (
        <Button size="small" variant="primary" onClick={() => onAsk("guide", inbox)}>
          {t("stillOpen.guide")}
        </Button>
      ) : null}
      {reconnect ? (
        <Button
          size="small"
          variant={isOpen(inbox) ? "secondary" : "primary"}
          disabledReason={waitReason}
          onClick={() => onAsk("reconnect", inbox)}
        >
          {t("action.reconnect")}
        </Button>
      ) : null}
    </>
  );
}
