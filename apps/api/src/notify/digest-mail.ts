import type { MailPreference } from "@relink/domain";
import type { LinkTokens } from "../link/link-token.ts";
import { digestWords, remedyWords, sinceWords, textOf, unsubscribeWords } from "./digest-words.ts";
import type { DigestItem, DigestReader, DigestStore } from "./digest.store.ts";
import { layOut, type MailBody } from "./mail-layout.ts";
import type { WriteMail } from "./send-mail.ts";

export interface DigestNeeds {
  readonly digests: DigestStore;
  readonly unsubscribeTokens: Pick<LinkTokens, "toToken">;
  /** Origin, without a slash at its end. */
  readonly publicUrl: string;
}

/** So many notices are named in one mail; the rest is counted. */
const named = 50;

/** One mail of all that a person is told in a window; what is over by then is left out, and with it perhaps the mail. */
export function createDigestMail(needs: DigestNeeds): WriteMail {
  return async ({ id, workspaceId, payload }) => {
    const reader = await needs.digests.reader(workspaceId, String(payload["memberId"]));
    if (!reader) return null;
    const { items, total } = await needs.digests.items(workspaceId, id, named);
    const [first] = items;
    if (!first) return null;
    const unsubscribeUrl = toUnsubscribeUrl(needs, workspaceId, reader, items);
    const { subject, body } = total === 1 ? aboutOne(needs, reader, first) : aboutMany(needs, reader, items, total);
    const unsubscribe = unsubscribeUrl === null ? {} : { unsubscribe: { label: unsubscribeWords(reader.locale), url: unsubscribeUrl } };
    return {
      id: `digest-${id}`,
      to: reader.emailIsDisconnected && reader.fallbackEmail !== null ? reader.fallbackEmail : reader.email,
      unsubscribeUrl,
      ...(await layOut({ ...body, ...unsubscribe, subject, locale: reader.locale })),
    };
  };
}

type Words = { readonly subject: string; readonly body: Omit<MailBody, "locale" | "subject"> };

/** What, why, since when, and the one button. */
function aboutOne({ publicUrl }: DigestNeeds, { locale }: DigestReader, item: DigestItem): Words {
  const { title, body, because } = textOf(locale, item);
  const button = { label: remedyWords(locale, item), url: `${publicUrl}${item.href}` };
  return { subject: title, body: { paragraphs: [`${title}.`, body, `${sinceWords(locale, item)}.`], button, foot: [because] } };
}

function aboutMany(
  { publicUrl }: DigestNeeds,
  { locale, workspaceName }: DigestReader,
  items: readonly DigestItem[],
  total: number,
): Words {
  const disconnected = items.every(({ template }) => template === "disconnected");
  const words = digestWords(locale, { total, shown: items.length, disconnected, workspaceName });
  const links = items.map((item) => {
    const { title, body } = textOf(locale, item);
    return { label: title, detail: `${body} ${sinceWords(locale, item)}.`, url: `${publicUrl}${item.href}` };
  });
  const becauses = [...new Set(items.map((item) => textOf(locale, item).because))];
  const foot = [...(words.more ? [words.more] : []), ...becauses];
  return {
    subject: words.subject,
    body: { paragraphs: [words.intro], links, button: { label: words.button, url: `${publicUrl}/notifications` }, foot },
  };
}

/** Null where nothing in it can be switched off. It names the kinds of mail, and stops those of this person alone. */
function toUnsubscribeUrl(
  { publicUrl, unsubscribeTokens }: DigestNeeds,
  workspaceId: string,
  { memberId }: DigestReader,
  items: readonly DigestItem[],
): string | null {
  const kinds = [...new Set(items.map(({ mail }) => mail))].filter((mail): mail is Exclude<MailPreference, "ALWAYS"> => mail !== "ALWAYS");
  if (kinds.length === 0) return null;
  const token = unsubscribeTokens.toToken({ workspaceId, linkId: memberId });
  return `${publicUrl}/unsubscribe?${new URLSearchParams({ token, of: kinds.toSorted().join(" ") }).toString()}`;
}
