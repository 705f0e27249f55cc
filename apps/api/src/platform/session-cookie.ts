import { createHmac, timingSafeEqual } from "node:crypto";

/** The sign-in library's cookie: `token.base64(HMAC-SHA-256(secret, token))`, percent-encoded. */
export function findSessionToken(cookieHeader: string | undefined, cookieName: string, secret: string): string | null {
  if (!cookieHeader) return null;
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
