/** HTML that is written as a template: whatever is put into it is escaped, unless it is HTML itself. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | false | undefined | readonly Part[];

/**
 * Indentation of the template is left out of the page.
 * @example html`<td>${name}</td>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const lines = strings.map((string) => string.replace(/\n\s*/g, "\n"));
  return new Html(lines.reduce((text, line, index) => text + render(parts[index - 1]) + line));
}

/** Text that means only itself, in an element as well as in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`\0]/g, (mark) =>
    mark === "\0" ? "\uFFFD" : `&#${mark.codePointAt(0)};`,
  );
}

/** JSON for a script element, which nothing in it can end. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[<>&]/g, (mark) => `\\u00${mark.codePointAt(0)!.toString(16)}`)
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

function render(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return escapeHtml(String(part));
}
