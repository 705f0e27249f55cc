import type { MessageId } from "@lingui/core";
import type { FoundSettingsFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";
import type { Discovery } from "./use-discovery.ts";

type Line = { tone: "off" | "warn"; words: MessageId };

function toObstacleLine({ keeper, obstacle }: FoundSettingsFragment): Line {
  if (obstacle === "NO_MAIL") return { tone: "warn", words: "discover.noMail" };
  return { tone: "warn", words: keeper === null ? "discover.noImap" : "discover.noImapAt" };
}

function toFoundLine(settings: FoundSettingsFragment): Line {
  if (settings.obstacle !== null) return toObstacleLine(settings);
  if (settings.provider !== "IMAP") return { tone: "off", words: "discover.keeps" };
  if (settings.imap === null) return { tone: "off", words: "discover.nothing" };
  if (settings.source === "guess") return { tone: "warn", words: "discover.guess" };
  if (settings.needsConfirmation) return { tone: "warn", words: "discover.elsewhere" };
  return { tone: "off", words: settings.keeper === null ? "discover.servers" : "discover.keeps" };
}

function toLine(discovery: Discovery): Line | null {
  switch (discovery.state) {
    case "idle":
      return null;
    case "looking":
      return { tone: "off", words: "discover.looking" };
    case "failed":
      return { tone: "off", words: "discover.failed" };
    case "found":
      return toFoundLine(discovery.settings);
  }
}

/** What was found out about the address, in one line; the person may choose otherwise. */
export function FoundLine({ discovery }: { discovery: Discovery }) {
  const { t } = useTranslate();
  const line = toLine(discovery);
  const settings = discovery.state === "found" ? discovery.settings : null;
  const keeper = settings === null ? "" : (settings.keeper ?? providerName(t, settings.provider));
  return (
    <p className="connect-found" role="status" data-tone={line?.tone}>
      {line === null ? null : t(line.words, { keeper, host: settings?.imap?.host ?? "" })}
    </p>
  );
}
