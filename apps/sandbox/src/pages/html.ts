/** A piece of HTML that is safe to put into a page as it is. */
export type Html = { readonly html: string };

/** Escapes every value that is not itself Html; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return { html: parts.reduce((text, part, index) => text + toText(values[index - 1]) + part) };
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join("");
  if (isHtml(value)) return value.html;
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function isHtml(value: unknown): value is Html {
  return typeof value === "object" && value !== null && "html" in value;
}
