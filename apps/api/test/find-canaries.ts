/** As long as this many characters of an encoded form are left, they are no coincidence. */
const shortest = 8;

/**
 * How a secret may look wherever it went: as it is, encoded for an address, in hex, in base64 and base64url at each of the three
 * places where its first byte may stand, and as its bytes are read one by one.
 */
export function formsOf(canary: string): readonly string[] {
  const bytes = Buffer.from(canary);
  const encoded = [0, 1, 2].flatMap((offset) => {
    // What shares a character with a neighbour is left away on both sides.
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    const own = text.slice(Math.ceil((offset * 8) / 6), end);
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const all = [canary, encodeURIComponent(canary), bytes.toString("hex"), bytes.toString("latin1"), ...encoded];
  return [...new Set(all)].filter((form) => form.length >= shortest);
}

/** The names of the places where a secret is to be found, in whatever form. */
export function holdersOf(canary: string, places: ReadonlyMap<string, string>): readonly string[] {
  const forms = formsOf(canary);
  return [...places].filter(([, text]) => forms.some((form) => text.includes(form))).map(([name]) => name);
}
