import type { Locale } from "@relink/domain";

/** What stands in a mail, in its order; each line is plain text. */
export interface MailBody {
  readonly locale: Locale;
  readonly subject: string;
  readonly greeting?: string;
  readonly paragraphs: readonly string[];
  readonly steps?: readonly string[];
  /** What each stands for and where it leads, as a list; `detail`: a line below. */
  readonly links?: readonly { readonly label: string; readonly url: string; readonly detail?: string }[];
  /** The one button. */
  readonly button: { readonly label: string; readonly url: string };
  /** Below the button, in small letters. */
  readonly foot: readonly string[];
  /** A quiet link at the very end: how to get no such mails any more. */
  readonly unsubscribe?: { readonly label: string; readonly url: string };
}

/** A mail as text and as HTML: the same words in both, no picture, nothing that is loaded from anywhere. */
export async function layOut(body: MailBody): Promise<{ readonly subject: string; readonly text: string; readonly html: string }> {
  // Only who sends mail pays for what draws it.
  const { renderMail } = await import("./mail-template.ts");
  return { subject: body.subject, text: toText(body), html: await renderMail(body) };
}

function toText({ greeting, paragraphs, steps = [], links = [], button, foot, unsubscribe }: MailBody): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
  const listed = links.map(({ label, url, detail }) => [`${label}:`, ...(detail ? [detail] : []), url].join("\n")).join("\n\n");
  const parts = [
    ...(greeting ? [greeting] : []),
    ...paragraphs,
    ...(numbered ? [numbered] : []),
    ...(listed ? [listed] : []),
    `${button.label}:\n${button.url}`,
    ...foot,
    ...(unsubscribe ? [`${unsubscribe.label}: ${unsubscribe.url}`] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}
