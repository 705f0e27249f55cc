import { expect, it } from "vitest";
import type { Translate } from "../i18n/translate.ts";
import { toPermissionWords } from "./permission-words.ts";

const t: Translate = (id) => id;

it("says each permission once, and one that is not known as it is", () => {
  const scopes = ["openid", "email", "https://mail.google.com/", "https://example.test/new"];
  expect(toPermissionWords(t, scopes)).toEqual(["permission.account", "permission.mail", "https://example.test/new"]);
});
