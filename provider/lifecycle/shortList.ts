/** Texts that a message lists at most. */
const shown = 10;

/** A list for a message, which says when there are more. */
export function shortList(texts: readonly string[], separator = ", "): string {
  const more = texts.length > shown ? ["…"] : [];
  return [...texts.slice(0, shown), ...more].join(separator);
}
