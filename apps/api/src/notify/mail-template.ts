import { Body, Button, Container, Head, Hr, Html, Link, Section, Text } from "@react-email/components";
import { render } from "@react-email/render";
import { type CSSProperties, createElement as h, type ReactNode } from "react";
import type { MailBody } from "./mail-layout.ts";

// The application's colours. Inline, since many readers drop style sheets.
const ink = "#18181b";
const quiet = "#55555f";
const accent = "#4f46e5";
const font = 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';
// An address may be longer than a telephone is wide.
const whole: CSSProperties = { overflowWrap: "anywhere" };
const line: CSSProperties = { ...whole, margin: "0 0 16px", fontSize: "16px", lineHeight: "24px", color: ink };
const small: CSSProperties = { ...whole, margin: "0 0 8px", fontSize: "13px", lineHeight: "20px", color: quiet };
const brand: CSSProperties = { margin: "0 0 24px", fontSize: "16px", lineHeight: "24px", fontWeight: 700, color: ink };
const linkStyle: CSSProperties = { ...whole, color: accent, textDecoration: "underline" };
const buttonStyle: CSSProperties = {
  padding: "12px 20px",
  borderRadius: "8px",
  backgroundColor: accent,
  color: "#ffffff",
  fontSize: "16px",
  fontWeight: 600,
  textDecoration: "none",
};

/** For readers that are dark and leave a mail's colours to the mail; the others invert it by themselves. */
const dark = `@media (prefers-color-scheme: dark) {
  .page, .page td { background-color: #16171b !important }
  .ink { color: #ececf0 !important }
  .quiet { color: #abacb8 !important }
  .link { color: #8f87ff !important }
  .button { background-color: #8f87ff !important; color: #131226 !important }
  .rule { border-color: #2a2b32 !important }
}`;

const ofInk = { style: line, className: "ink" };
const ofQuiet = { style: small, className: "quiet" };

function lines(texts: readonly string[], look: { readonly style: CSSProperties; readonly className: string }): readonly ReactNode[] {
  return texts.map((text, index) => h(Text, { key: index, ...look }, text));
}

function numbered(steps: readonly string[]): ReactNode {
  const items = steps.map((step, index) => h("li", { key: index, style: { margin: "0 0 8px" } }, step));
  return steps.length > 0 && h("ol", { className: "ink", style: { ...line, paddingLeft: "24px" } }, items);
}

function listed(links: NonNullable<MailBody["links"]>): ReactNode {
  const items = links.map(({ label, url, detail }, index) =>
    h(
      "li",
      { key: index, style: { margin: "0 0 12px" } },
      h(Link, { href: url, className: "link", style: linkStyle }, label),
      detail && h("div", { className: "quiet", style: { ...small, margin: "2px 0 0" } }, detail),
    ),
  );
  return links.length > 0 && h("ul", { className: "ink", style: { ...line, paddingLeft: "24px" } }, items);
}

function stopping({ label, url }: NonNullable<MailBody["unsubscribe"]>): readonly ReactNode[] {
  const link = h(Link, { href: url, className: "quiet", style: { color: quiet, textDecoration: "underline" } }, label);
  return [
    h(Hr, { key: "rule", className: "rule", style: { borderColor: "#e4e4e9", margin: "16px 0" } }),
    h(Text, { key: "stop", ...ofQuiet }, link),
  ];
}

function head(subject: string): ReactNode {
  return h(
    Head,
    null,
    h("title", null, subject),
    h("meta", { name: "viewport", content: "width=device-width" }),
    h("meta", { name: "color-scheme", content: "light dark" }),
    h("meta", { name: "supported-color-schemes", content: "light dark" }),
    h("style", null, dark),
  );
}

/** The HTML of a mail. */
export async function renderMail(body: MailBody): Promise<string> {
  const { locale, subject, greeting, paragraphs, steps = [], links = [], button, foot, unsubscribe } = body;
  const content = h(
    Container,
    { style: { maxWidth: "560px", margin: "0 auto", padding: "24px" } },
    h(Text, { className: "ink", style: brand }, "Relink"),
    lines([...(greeting ? [greeting] : []), ...paragraphs], ofInk),
    numbered(steps),
    listed(links),
    h(Section, { style: { margin: "8px 0 24px" } }, h(Button, { href: button.url, className: "button", style: buttonStyle }, button.label)),
    lines(foot, ofQuiet),
    unsubscribe && stopping(unsubscribe),
  );
  const page = { className: "page", style: { margin: "0", backgroundColor: "#ffffff", fontFamily: font } };
  return render(h(Html, { lang: locale }, head(subject), h(Body, page, content)));
}
