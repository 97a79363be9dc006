/** Texts that a message lists at most. */
const shown = 10;

/** Characters of a text that a message shows at its beginning and at its end, where ids are. */
const head = 80;
const tail = 80;

/** A list for a message, which says when there are more; each text is one line, and not a long one. */
export function shortList(texts: readonly string[], separator = ", "): string {
  const more = texts.length > shown ? ["…"] : [];
  return [...texts.slice(0, shown).map(shortText), ...more].join(separator);
}

/** The server takes names of any length, with line breaks and whatever else in them. */
function shortText(text: string): string {
  const characters = [...text];
  const short =
    characters.length > head + tail
      ? [...characters.slice(0, head), "…", ...characters.slice(-tail)]
      : characters;
  return short.map(visible).join("");
}

/** A character as one can see it: a line break is `\n`. */
function visible(character: string): string {
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(character)) return character;
  const escaped = JSON.stringify(character).slice(1, -1);
  if (escaped !== character) return escaped;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
