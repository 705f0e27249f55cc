import { createHmac, timingSafeEqual } from "node:crypto";

const mostKept = 10_000;

/**
 * Finds the session token in a Cookie header; null where there is none, or its signature is wrong. The sign-in library's
 * cookie is `token.base64(HMAC-SHA-256(secret, token))`, percent-encoded. A header that was right is kept: a browser
 * sends the same one with each request, and the signature costs more than all else of reading it.
 */
export function createSessionTokenFinder(cookieName: string, secret: string): (cookieHeader: string | undefined) => string | null {
  const right = new Map<string, string>();
  return (cookieHeader) => {
    if (!cookieHeader) return null;
    const known = right.get(cookieHeader);
    if (known !== undefined) return known;
    const token = findSessionToken(cookieHeader, cookieName, secret);
    if (token === null) return null;
    if (right.size >= mostKept) right.clear();
    right.set(cookieHeader, token);
    return token;
  };
}

function findSessionToken(cookieHeader: string, cookieName: string, secret: string): string | null {
  const start = `${cookieName}=`;
  const pair = cookieHeader.split(";").find((part) => part.trimStart().startsWith(start));
  if (!pair) return null;
  const value = decode(pair.trim().slice(start.length));
  const dot = value.lastIndexOf(".");
  if (dot < 1) return null;
  const token = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const right = createHmac("sha256", secret).update(token).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? token : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
