import type { Locale } from "@relink/domain";

/** What stands in a mail, in its order; each line is plain text. */
export interface MailBody {
  readonly locale: Locale;
  readonly greeting?: string;
  readonly paragraphs: readonly string[];
  readonly steps?: readonly string[];
  /** The one button. */
  readonly button: { readonly label: string; readonly url: string };
  /** Below the button, in small letters. */
  readonly foot: readonly string[];
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A mail as text and as HTML: the same words in both, no picture, nothing that is loaded from anywhere. */
export function layOut(body: MailBody): { readonly text: string; readonly html: string } {
  return { text: toText(body), html: toHtml(body) };
}

function toText({ greeting, paragraphs, steps = [], button, foot }: MailBody): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
  const parts = [
    ...(greeting ? [greeting] : []),
    ...paragraphs,
    ...(numbered ? [numbered] : []),
    `${button.label}:\n${button.url}`,
    ...foot,
  ];
  return `${parts.join("\n\n")}\n`;
}

function toHtml({ locale, greeting, paragraphs, steps = [], button, foot }: MailBody): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escape(text)}</p>`;
  const list =
    steps.length > 0
      ? `<ol style="margin:0 0 16px;padding-left:24px">${steps.map((step) => `<li style="margin:0 0 8px">${escape(step)}</li>`).join("")}</ol>`
      : "";
  const small = foot.map((text) => `<p style="margin:0 0 8px;color:#57606a;font-size:13px">${escape(text)}</p>`).join("");
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1f2328;font:16px/1.5 system-ui,sans-serif"><div style="max-width:560px">
${[...(greeting ? [greeting] : []), ...paragraphs].map(paragraph).join("\n")}
${list}
<p style="margin:0 0 24px"><a href="${escape(button.url)}" style="display:inline-block;padding:10px 20px;border-radius:8px;background:#1f5fd6;color:#ffffff;text-decoration:none">${escape(button.label)}</a></p>
${small}
</div></body></html>
`;
}
