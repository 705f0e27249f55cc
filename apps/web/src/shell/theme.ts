export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "relink.theme";

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme === value);
}

export function findTheme(): Theme {
  const chosen = localStorage.getItem(storageKey);
  return isTheme(chosen) ? chosen : "system";
}

/** Without a choice the page follows the system: tokens.css does that where no data-theme stands. */
export function showTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(storageKey, theme);
  showTheme(theme);
}
