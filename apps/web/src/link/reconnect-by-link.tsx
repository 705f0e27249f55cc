import "../connect/connect.css";
import { Banner, Button } from "@relink/ui";
import { type FormEvent, useState } from "react";
import { useSearchParams } from "react-router";
import { toAttemptWords } from "../connect/attempt-words.ts";
import { ImapFields } from "../connect/imap-fields.tsx";
import { type ConnectChoice, toChoice, toSubmitWords } from "../connect/provider-choice.ts";
import { ProviderFields, useBeside } from "../connect/provider-fields.tsx";
import { UnusedGrant } from "../connect/unused-grant.tsx";
import type { Refusal } from "../api/refusal.ts";
import { formatExact } from "../i18n/dates.ts";
import { refusalSentence, refusedField } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import type { LinkPartProps } from "./it-request.tsx";
import { LinkHead } from "./link-head.tsx";
import type { UsableLink } from "./opened-link.ts";
import { toPermissionWords } from "./permission-words.ts";
import { useLinkReconnect } from "./use-link-reconnect.ts";

/** For a mailbox's holder: which address, which permissions, and the one way in. */
export function ReconnectByLink({ token, link, onMoved }: LinkPartProps) {
  const { t, locale } = useTranslate();
  const [choice, setChoice] = useState<ConnectChoice | null>(toChoice(link.provider));
  const [elsewhere, setElsewhere] = useState(choice === null);
  const { reconnect, busy, refusal, reset } = useLinkReconnect(token, onMoved);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (choice !== null) void reconnect(choice, new FormData(event.currentTarget));
  }
  function choose(next: ConnectChoice) {
    setChoice(next);
    reset();
  }
  return (
    <>
      <LinkHead title={t("link.reconnect.title", { address: link.address })}>
        {t("link.reconnect.words", { workspace: link.workspaceName, address: link.address })}
      </LinkHead>
      <LastSignIn link={link} />
      <form className="connect-form" onSubmit={submit}>
        {elsewhere ? (
          <ProviderFields choice={choice} refusal={refusal} onChoose={choose} addressShown={false} />
        ) : (
          <OneWay choice={choice} refusal={refusal} />
        )}
        <Permissions link={link} choice={choice} />
        <Ways choice={choice} busy={busy} elsewhere={elsewhere} onElsewhere={() => setElsewhere(true)} />
      </form>
      <p className="link-small">{t("link.until", { time: formatExact(link.expiresAt, locale) })}</p>
    </>
  );
}

type WaysProps = { choice: ConnectChoice | null; busy: boolean; elsewhere: boolean; onElsewhere: () => void };

function Ways({ choice, busy, elsewhere, onElsewhere }: WaysProps) {
  const { t } = useTranslate();
  const notYet = choice === null ? t("connect.chooseFirst") : undefined;
  return (
    <div className="link-actions">
      <Button type="submit" variant="primary" busy={busy} disabledReason={notYet}>
        {toSubmitWords(t, choice, t("action.reconnect"))}
      </Button>
      {elsewhere ? null : (
        <Button variant="quiet" onClick={onElsewhere}>
          {t("link.elsewhere")}
        </Button>
      )}
    </div>
  );
}

/** The provider is known: nothing to choose. */
function OneWay({ choice, refusal }: { choice: ConnectChoice | null; refusal: Refusal | null }) {
  const { t } = useTranslate();
  const beside = useBeside(refusal);
  const shownBeside = choice === "IMAP" && refusal !== null && refusedField(refusal) !== null;
  return (
    <>
      {choice === "IMAP" ? <ImapFields beside={beside} /> : null}
      {refusal === null || shownBeside ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </>
  );
}

function Permissions({ link, choice }: { link: UsableLink; choice: ConnectChoice | null }) {
  const { t } = useTranslate();
  if (choice === null) return null;
  if (choice === "IMAP") return <p className="link-small">{t("link.permissions.IMAP")}</p>;
  const scopes = choice === "GOOGLE" ? link.google : link.microsoft;
  const title = t("link.permissions", { provider: providerName(t, choice) });
  return (
    <section className="link-permissions" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {toPermissionWords(t, scopes).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </section>
  );
}

/** Back from the provider, and not connected: how it went. */
function LastSignIn({ link }: { link: UsableLink }) {
  const { t } = useTranslate();
  const [search] = useSearchParams();
  const last = link.lastSignIn;
  if (last === null || !search.has("attempt") || last.state === "SUCCEEDED" || last.state === "PENDING") return null;
  const { tone, title, words } = toAttemptWords(last);
  const names = {
    address: link.address,
    actual: last.actualAddress ?? t("attempt.otherAddress"),
    provider: link.provider === null ? t("provider.unknown") : providerName(t, link.provider),
  };
  return (
    <>
      <Banner tone={tone} title={t(title, names)} urgent>
        {t(words, names)}
      </Banner>
      <UnusedGrant guide={link.unusedGrantGuide} />
    </>
  );
}
