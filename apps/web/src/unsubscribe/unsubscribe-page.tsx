import type { MessageId } from "@lingui/core";
import { Banner, Button, PlainList } from "@relink/ui";
import { type ReactNode, useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useTranslate } from "../i18n/translate.ts";
import { LinkFrame } from "../link/link-frame.tsx";
import { LinkHead } from "../link/link-head.tsx";
import { paths } from "../routes.ts";
import { kindsOf } from "./unsubscribe-kinds.ts";

type State = "asked" | "busy" | "done" | "broken" | "tooMany" | "unreachable";

const refusals = {
  tooMany: "unsub.tooMany",
  unreachable: "error.NETWORK",
} as const satisfies Partial<Record<State, MessageId>>;

async function stopMails(search: URLSearchParams): Promise<State> {
  try {
    const { ok, status } = await fetch(`${paths.unsubscribe}?${search.toString()}`, { method: "POST" });
    if (ok) return "done";
    if (status === 400) return "broken";
    return status === 429 ? "tooMany" : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** Behind the link at the foot of a mail, without sign-in. It asks first: programs follow links, too. */
export function UnsubscribePage() {
  const { t } = useTranslate();
  const [search] = useSearchParams();
  const kinds = kindsOf(search.get("of"));
  const whole = kinds !== null && (search.get("token") ?? "") !== "";
  const [state, setState] = useState<State>("asked");
  useEffect(() => {
    document.title = `${t("unsub.crumb")} · Relink`;
  }, [t]);
  function stop() {
    setState("busy");
    void stopMails(search).then(setState);
  }
  if (!whole || state === "broken") return <Said title={t("unsub.broken")}>{t("unsub.broken.words")}</Said>;
  if (state === "done") return <Said title={t("unsub.done")}>{t("unsub.done.words")}</Said>;
  const refusal = state === "tooMany" || state === "unreachable" ? refusals[state] : null;
  return (
    <LinkFrame>
      <LinkHead title={t("unsub.title")}>{t("unsub.words")}</LinkHead>
      <PlainList>
        {kinds.map((kind) => (
          <li key={kind}>{t(kind)}</li>
        ))}
      </PlainList>
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {t(refusal)}
        </Banner>
      )}
      <div className="link-actions">
        <Button variant="primary" busy={state === "busy"} onClick={stop}>
          {t("unsub.yes")}
        </Button>
      </div>
      <p className="link-small">{t("unsub.stays")}</p>
    </LinkFrame>
  );
}

/** What became of it, and where all of this can be chosen. */
function Said({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslate();
  return (
    <LinkFrame>
      <div role="status">
        <LinkHead title={title}>{children}</LinkHead>
      </div>
      <p>
        <Link to={paths.preferences}>{t("unsub.preferences")}</Link>
      </p>
    </LinkFrame>
  );
}
