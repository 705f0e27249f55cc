import { expect, test } from "vitest";
import { layOut } from "./mail-layout.ts";

const button = { label: "Go on", url: "https://relink.test/r#token&more" };

test("says the same in text and in HTML, and lets nobody write HTML of their own", async () => {
  const { text, html } = await layOut({
    locale: "pl",
    subject: "A <subject>",
    greeting: "Hello,",
    paragraphs: ['<img src=x onerror="alert(1)"> & co'],
    steps: ["One", "Two"],
    button,
    foot: ["Small"],
  });
  expect(text).toBe(
    'Hello,\n\n<img src=x onerror="alert(1)"> & co\n\n1. One\n2. Two\n\nGo on:\nhttps://relink.test/r#token&more\n\nSmall\n',
  );
  expect(html).toMatch(/<html[^>]* lang="pl">/);
  expect(html).toContain("<title>A &lt;subject&gt;</title>");
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; co");
  expect(html).not.toContain("<img");
  expect(html).toContain('href="https://relink.test/r#token&amp;more"');
  expect(html).toMatch(/<li[^>]*>One<\/li><li[^>]*>Two<\/li>/);
});
