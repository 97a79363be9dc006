/** Things of which there may be one of each name: the first counts. */

export function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const firsts = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (!firsts.has(key)) firsts.set(key, item);
  }
  return [...firsts.values()];
}

export function uniqueByName<Named extends { name: string }>(items: readonly Named[]): Named[] {
  return uniqueBy(items, ({ name }) => name);
}
