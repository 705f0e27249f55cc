// Adds up, gzipped, the JavaScript that a first visit to a page loads, and fails where it is over the limit.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** KB (1000 bytes), gzipped. */
const limit = 195;

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const everyPage = ["index.html", "src/i18n/locales/en.json"];
const pages = {
  "sign-in": "src/sign-in/sign-in-page.tsx",
  email: "src/inbox/email-page.tsx",
  inbox: "src/shared-inbox/shared-inboxes-page.tsx",
  channels: "src/shared-inbox/channels-page.tsx",
  overview: "src/overview/overview-page.tsx",
  migrations: "src/migration/migrations-page.tsx",
  notifications: "src/notification/notifications-page.tsx",
  preferences: "src/preference/preferences-page.tsx",
};
/** Sentences that only some pages need. */
const [telling, watching] = [["src/i18n/locales/telling-en.json"], ["src/i18n/locales/watching-en.json"]];
const sentences = { overview: watching, migrations: watching, notifications: telling, preferences: telling };

/** A part and all that it imports at once; what is imported when needed is not of the first load. */
function collect(name, files = new Map()) {
  const part = manifest[name];
  if (part === undefined) throw new Error(`${name} is not in ${fileURLToPath(dist)}.vite/manifest.json: build first`);
  if (files.has(name)) return files;
  files.set(name, part.file);
  for (const imported of part.imports ?? []) collect(imported, files);
  return files;
}

function sizeOf(file) {
  return gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000;
}

let over = false;
for (const [page, entry] of Object.entries(pages)) {
  const files = new Map();
  for (const name of [...everyPage, ...(sentences[page] ?? []), entry]) collect(name, files);
  const total = [...new Set(files.values())].reduce((sum, file) => sum + sizeOf(file), 0);
  over ||= total > limit;
  console.log(`first load, ${page}: ${total.toFixed(1)} KB of JavaScript gzipped (limit ${limit}), ${files.size} files`);
}
if (over) {
  console.error("Over the limit: load dialogs, menus and the like when they are first used (React.lazy).");
  process.exitCode = 1;
}
