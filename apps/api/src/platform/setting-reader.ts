import { readFileSync } from "node:fs";

/** A setting that is missing or wrong. Its message is one sentence that names the setting and what it is for. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

export interface Setting {
  readonly name: string;
  /** What it is for, as the end of the sentence "NAME is for …". */
  readonly purpose: string;
  /** A secret may also come from the file that NAME_FILE names. */
  readonly secret?: boolean;
}

export type Variables = Readonly<Record<string, string | undefined>>;

export interface SettingReader {
  text(name: string): string | null;
  refuse(name: string, why: string): never;
  known(name: string): Setting;
}

function readSecretFile(setting: Setting, file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw new SettingError(
      `${setting.name}_FILE names a file that can't be read; it should hold ${setting.name}, which is for ${setting.purpose}.`,
    );
  }
}

/** Reads settings by name from `variables`; an unlisted name is a bug, since `.env.example` would not show it. */
export function createSettingReader(settings: readonly Setting[], variables: Variables): SettingReader {
  const byName = new Map(settings.map((setting) => [setting.name, setting]));
  const known = (name: string): Setting => {
    const setting = byName.get(name);
    if (!setting) throw new Error(`The setting ${name} is not in the list of settings.`);
    return setting;
  };
  return {
    known,
    text(name) {
      const setting = known(name);
      const value = variables[name]?.trim();
      const file = setting.secret ? variables[`${name}_FILE`]?.trim() : undefined;
      if (value && file) throw new SettingError(`${name} and ${name}_FILE are both set; keep one of them.`);
      if (file) return readSecretFile(setting, file);
      return value ? value : null;
    },
    refuse(name, why) {
      throw new SettingError(`${name} ${why}; it is for ${known(name).purpose}.`);
    },
  };
}

/** A whole number within [min, max]. */
export function readInteger(reader: SettingReader, name: string, fallback: number, min: number, max: number): number {
  const text = reader.text(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    reader.refuse(name, `must be a whole number from ${min} to ${max}`);
  }
  return value;
}

export function readChoice<T extends string>(reader: SettingReader, name: string, choices: readonly T[], fallback: T): T {
  const text = reader.text(name);
  if (text === null) return fallback;
  return choices.find((choice) => choice === text) ?? reader.refuse(name, `must be one of ${choices.join(", ")}`);
}

/** A comma-separated list without empty items. */
export function readList(reader: SettingReader, name: string, fallback: readonly string[] = []): readonly string[] {
  const text = reader.text(name);
  if (text === null) return fallback;
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** A date as YYYY-MM-DD, midnight UTC. */
export function readDate(reader: SettingReader, name: string): Date | null {
  const text = reader.text(name);
  if (text === null) return null;
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime())) {
    reader.refuse(name, "must be a date like 2027-01-31");
  }
  return date;
}

/** A URL with one of the given schemes (without the colon). */
export function readUrl(reader: SettingReader, name: string, schemes: readonly string[], fallback: string | null): string | null {
  const text = reader.text(name) ?? fallback;
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !schemes.includes(url.protocol.slice(0, -1))) {
    reader.refuse(name, `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`);
  }
  return text;
}
