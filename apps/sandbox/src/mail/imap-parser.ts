/** An argument of an IMAP command: an atom or string, or a parenthesised list. */
export type ImapValue = string | readonly ImapValue[];

export type ImapCommand = { readonly tag: string; readonly name: string; readonly args: readonly ImapValue[] };

/** One piece of a command as it came over the wire: text up to a literal, or the literal's bytes. */
export type ImapPiece = { readonly text: string } | { readonly literal: string };

export type ImapParse =
  | { readonly ok: true; readonly command: ImapCommand }
  | { readonly ok: false; readonly tag: string; readonly problem: string };

type Token = { readonly kind: "value"; readonly text: string } | { readonly kind: "open" | "close" };

/** Judges one whole command (RFC 3501, 9): a tag, a name, and arguments. Never throws, whatever the bytes. */
export function parseCommand(pieces: readonly ImapPiece[]): ImapParse {
  const first = pieces[0];
  const line = first && "text" in first ? first.text : "";
  const match = /^([^\s()"{%*\\+]+)(?: ([A-Za-z]+))?(?: |$)/.exec(line);
  if (!match) return { ok: false, tag: "*", problem: "Invalid tag" };
  const tag = match[1] ?? "*";
  if (!match[2]) return { ok: false, tag, problem: "Missing command" };
  const tokens = tokenise([{ text: line.slice(match[0].length) }, ...pieces.slice(1)]);
  const args = tokens && toValues(tokens);
  if (!args) return { ok: false, tag, problem: "Invalid arguments" };
  const [name, rest] = withUid(match[2].toUpperCase(), args);
  return { ok: true, command: { tag, name, args: rest } };
}

/** `UID FETCH …` counts as one name. */
function withUid(name: string, args: readonly ImapValue[]): [string, readonly ImapValue[]] {
  const second = args[0];
  return name === "UID" && typeof second === "string" ? [`UID ${second.toUpperCase()}`, args.slice(1)] : [name, args];
}

function tokenise(pieces: readonly ImapPiece[]): Token[] | null {
  const tokens: Token[] = [];
  for (const piece of pieces) {
    if ("literal" in piece) {
      tokens.push({ kind: "value", text: piece.literal });
      continue;
    }
    const found = tokeniseText(piece.text);
    if (!found) return null;
    tokens.push(...found);
  }
  return tokens;
}

const tokenPattern = / +|(\()|(\))|"((?:[^"\\\r\n]|\\["\\])*)"|([^\s()"{]+)/y;

function tokeniseText(text: string): Token[] | null {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const match = tokenPattern.exec(text);
    if (!match) return null;
    const [, open, close, quoted, atom] = match;
    if (open) tokens.push({ kind: "open" });
    else if (close) tokens.push({ kind: "close" });
    else if (quoted !== undefined) tokens.push({ kind: "value", text: quoted.replace(/\\(["\\])/g, "$1") });
    else if (atom !== undefined) tokens.push({ kind: "value", text: atom });
  }
  return tokens;
}

const deepest = 16;

function toValues(tokens: readonly Token[]): readonly ImapValue[] | null {
  const stack: ImapValue[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "value") stack.at(-1)?.push(token.text);
    else if (token.kind === "open") stack.push([]);
    else {
      const list = stack.pop();
      if (!list || stack.length === 0) return null;
      stack.at(-1)?.push(list);
    }
    if (stack.length > deepest) return null;
  }
  return stack.length === 1 ? (stack[0] ?? null) : null;
}

/** The size that a line announces for the literal after it, and whether the client waits to be asked for it. */
export function findLiteral(line: string): { readonly size: number; readonly waits: boolean; readonly before: string } | null {
  const match = /\{(\d{1,10})(\+?)\}$/.exec(line);
  if (!match) return null;
  return { size: Number(match[1]), waits: match[2] === "", before: line.slice(0, match.index) };
}
