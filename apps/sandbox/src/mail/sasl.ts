import type { Credentials } from "./log-in.ts";

/** What a client sent for AUTHENTICATE, decoded; null when it is not what the mechanism asks for. */
export function parseSasl(mechanism: string, base64: string): Credentials | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return null;
  const text = Buffer.from(base64, "base64").toString("utf8");
  return mechanism === "PLAIN" ? parsePlain(text) : parseXoauth2(text);
}

/** RFC 4616: authorization identity, NUL, user, NUL, password. */
function parsePlain(text: string): Credentials | null {
  const [, user, password, ...rest] = text.split("\0");
  if (!user || password === undefined || rest.length > 0) return null;
  return { method: "password", user, password };
}

/** developers.google.com/workspace/gmail/imap/xoauth2-protocol: `user=…`, U+0001, `auth=Bearer …`, U+0001 twice. */
function parseXoauth2(text: string): Credentials | null {
  const [user, auth, ...rest] = text.split("\u0001");
  const name = /^user=(.+)$/i.exec(user ?? "")?.[1];
  const token = /^auth=Bearer (\S+)$/i.exec(auth ?? "")?.[1];
  return name && token && rest.length === 2 && rest.join("") === "" ? { method: "token", user: name, token } : null;
}
