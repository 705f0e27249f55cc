import type { Locale } from "@relink/domain";
import { presentItGuide } from "../grant/present-grant.ts";
import type { Timer } from "../monitor/timer.store.ts";
import { layOut, type MailBody } from "../notify/mail-layout.ts";
import type { Mail } from "../notify/mailer.ts";
import type { WriteMail } from "../notify/send-mail.ts";
import { toLinkUrl, type LinkNeeds } from "./link-needs.ts";
import { viewLink, type LinkView } from "./open-link.ts";

interface Words {
  readonly subject: string;
  readonly body: Omit<MailBody, "locale" | "subject" | "button">;
  readonly label: string;
}

/** The mails that carry a link. Each is written when it is sent; what was used or withdrawn meanwhile is not sent any more. */
export function createLinkMails(needs: LinkNeeds): Readonly<Record<"reconnectLink" | "itRequest", WriteMail>> {
  const writer =
    (toWords: (view: LinkView) => Words | Promise<Words>): WriteMail =>
    async (timer) => {
      const view = await findView(needs, timer);
      return view?.state === "OPEN" && view.link.sent_to !== null ? toMail(needs, view, view.link.sent_to, await toWords(view)) : null;
    };
  return { reconnectLink: writer(toReconnectWords), itRequest: writer((view) => toItWords(needs, view)) };
}

async function findView(needs: LinkNeeds, { workspaceId, payload }: Timer): Promise<LinkView | null> {
  const link = await needs.links.find({ workspaceId, linkId: String(payload["linkId"]) });
  return link && viewLink(needs, link);
}

async function toMail(needs: LinkNeeds, { link }: LinkView, to: string, { subject, body, label }: Words): Promise<Mail> {
  return {
    id: `link-${link.id}`,
    to,
    ...(await layOut({ ...body, subject, locale: link.locale, button: { label, url: toLinkUrl(needs, link) } })),
  };
}

function toDay(at: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(at));
}

function toReconnectWords({ link, held, workspaceName }: LinkView): Words {
  const { address } = held.inbox;
  const day = toDay(link.expires_at, link.locale);
  if (link.locale === "pl") {
    return {
      subject: `Połącz ponownie skrzynkę ${address}`,
      label: "Połącz ponownie",
      body: {
        greeting: "Dzień dobry,",
        paragraphs: [
          `${link.created_by_name} (${workspaceName}) prosi o ponowne połączenie skrzynki ${address} z Relinkiem.`,
          "Przycisk prowadzi do strony, która pokazuje, o jakie uprawnienia chodzi. Konto w Relinku nie jest potrzebne.",
        ],
        foot: [`Odnośnik działa raz, do ${day}.`, "Jeśli to nie Twoja skrzynka, nic nie rób: nic się nie zmieni."],
      },
    };
  }
  return {
    subject: `Reconnect the inbox ${address}`,
    label: "Reconnect",
    body: {
      greeting: "Hello,",
      paragraphs: [
        `${link.created_by_name} (${workspaceName}) asks you to reconnect the inbox ${address} with Relink.`,
        "The button leads to a page that shows which permissions are asked for. You need no account at Relink.",
      ],
      foot: [`The link works once, until ${day}.`, "If this is not your mailbox, do nothing: nothing changes."],
    },
  };
}

async function toItWords(needs: LinkNeeds, { link, held, grant, workspaceName }: LinkView): Promise<Words> {
  const { address } = held.inbox;
  const steps = grant === null ? [] : (await presentItGuide(needs.present, grant, address, link.locale)).steps;
  const day = toDay(link.expires_at, link.locale);
  if (link.locale === "pl") {
    return {
      subject: `Prośba do działu IT: zakończ dostęp Relinka do ${address}`,
      label: "Pokaż, co usunąć",
      body: {
        greeting: "Dzień dobry,",
        paragraphs: [
          `${link.created_by_name} (${workspaceName}) prosi o zakończenie dostępu Relinka do skrzynki ${address}. Po stronie Relinka skrzynka jest już odłączona; drugi koniec możesz zamknąć tylko Ty.`,
          "Co zrobić:",
        ],
        steps,
        foot: [`Na stronie jest przycisk „Gotowe”. Odnośnik działa raz, do ${day}; konto nie jest potrzebne.`],
      },
    };
  }
  return {
    subject: `For IT: end Relink's access to ${address}`,
    label: "Show what to remove",
    body: {
      greeting: "Hello,",
      paragraphs: [
        `${link.created_by_name} (${workspaceName}) asks you to end Relink's access to the mailbox ${address}. At Relink's end it is disconnected already; only you can close the other end.`,
        "What to do:",
      ],
      steps,
      foot: [`The page has a Done button. The link works once, until ${day}; you need no account.`],
    },
  };
}
