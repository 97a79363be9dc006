/** Several of what a collection's title says; what ends in s is several already: `DNS settings`. */
export function plural(title: string): string {
  return title.endsWith("s") ? title : `${title.replace(/(?<![aeiou])y$/, "ie")}s`;
}
