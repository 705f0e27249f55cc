import { locales } from "@relink/domain";
import { apiError } from "../platform/api-error.ts";
import type { MemberViewer } from "../platform/viewer.ts";
import type { Preferences, PreferenceStore } from "./preference.store.ts";
import type { NotificationPreferencesInput } from "./preferences.type.ts";

const windowMost = 86_400;

/** The viewer's own. */
export async function readPreferences(store: PreferenceStore, viewer: MemberViewer): Promise<Preferences> {
  const found = await store.find(viewer);
  // They left between signing in and asking.
  if (!found) throw apiError("FORBIDDEN", "You are no member of this workspace any more.");
  return found;
}

/** Throws BAD_USER_INPUT with the field. Null means nothing but for `fallbackEmail`, which it clears. */
function toChanges(input: NotificationPreferencesInput): Partial<Preferences> {
  const { digestWindowSeconds: seconds, locale, fallbackEmail } = input;
  if (seconds != null && (seconds < 0 || seconds > windowMost)) {
    throw apiError("BAD_USER_INPUT", `digestWindowSeconds must be from 0 to ${windowMost}.`, { field: "digestWindowSeconds" });
  }
  if (locale != null && !locales.some((known) => known === locale)) {
    throw apiError("BAD_USER_INPUT", `locale must be one of ${locales.join(", ")}.`, { field: "locale" });
  }
  const given = Object.entries({ ...input, fallbackEmail: undefined }).filter(([, value]) => value != null);
  return { ...Object.fromEntries(given), ...(fallbackEmail === undefined ? {} : { fallbackEmail }) };
}

export async function updatePreferences(
  store: PreferenceStore,
  viewer: MemberViewer,
  input: NotificationPreferencesInput,
): Promise<Preferences> {
  await store.update(viewer, toChanges(input));
  return readPreferences(store, viewer);
}
