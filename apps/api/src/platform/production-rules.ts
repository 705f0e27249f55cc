import { rehearsalSetting } from "./sandbox-proxy.ts";
import type { SettingReader } from "./setting-reader.ts";

const required = ["DATABASE_URL", "PUBLIC_URL", "RELINK_KEYS", "SMTP_URL", "MAIL_FROM", "OPERATOR_EMAIL"] as const;

const refused = ["RELINK_TIME_SCALE", "RELINK_CRASH_AT", rehearsalSetting.name] as const;

/** Throws SettingError for the first default or value with which a production server would be unsafe. */
export function assertSafeForProduction(reader: SettingReader): void {
  for (const name of required) {
    if (reader.text(name) === null) reader.refuse(name, "is missing and NODE_ENV=production has no safe default for it");
  }
  for (const name of refused) {
    if (reader.text(name) !== null) reader.refuse(name, "must not be set with NODE_ENV=production");
  }
  if (!(reader.text("PUBLIC_URL") ?? "").startsWith("https://")) {
    reader.refuse("PUBLIC_URL", "must begin with https:// with NODE_ENV=production");
  }
  for (const prefix of ["GOOGLE", "MICROSOFT"]) {
    const id = reader.text(`${prefix}_CLIENT_ID`);
    const secret = reader.text(`${prefix}_CLIENT_SECRET`);
    if (id !== null && secret === null) reader.refuse(`${prefix}_CLIENT_SECRET`, `is missing though ${prefix}_CLIENT_ID is set`);
    if (id === null && secret !== null) reader.refuse(`${prefix}_CLIENT_ID`, `is missing though ${prefix}_CLIENT_SECRET is set`);
  }
}
