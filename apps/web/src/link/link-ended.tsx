import type { MessageId } from "@lingui/core";
import { useTranslate } from "../i18n/translate.ts";
import { LinkHead } from "./link-head.tsx";
import type { OpenedLink } from "./opened-link.ts";

type Words = { title: MessageId; words: MessageId };

function toWords({ kind, state }: OpenedLink): Words {
  if (state === "EXPIRED") return { title: "link.EXPIRED", words: "link.EXPIRED.words" };
  if (state !== "USED") return { title: "link.WITHDRAWN", words: "link.WITHDRAWN.words" };
  if (kind === "IT_REQUEST") return { title: "link.it.USED", words: "link.it.USED.words" };
  return { title: "link.reconnect.USED", words: "link.reconnect.USED.words" };
}

/** A link that can't be used any more: what became of it, and whom to ask. */
export function LinkEnded({ link }: { link: OpenedLink }) {
  const { t } = useTranslate();
  const { title, words } = toWords(link);
  const names = { address: link.address ?? "", workspace: link.workspaceName };
  return (
    <div role="status">
      <LinkHead title={t(title, names)}>{t(words, names)}</LinkHead>
    </div>
  );
}
