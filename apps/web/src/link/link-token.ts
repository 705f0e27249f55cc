const storageKey = "relink.link";

/** The token stands after the #, which no browser sends anywhere; null where there is none. */
export function readToken(hash: string): string | null {
  const token = hash.replace(/^#/, "");
  return token === "" ? sessionStorage.getItem(storageKey) : token;
}

/** For the way back from the provider, whose address can't carry it: in this tab alone, and until it is closed. */
export function keepToken(token: string): void {
  sessionStorage.setItem(storageKey, token);
}
