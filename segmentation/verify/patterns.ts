/** Which groups a pattern means: looked up once, without trying every name. */
import { withoutEnvironment } from "../names";
import type { Environment } from "../names";
import { allGroup } from "../overlap";
import type { Segmentation } from "../segmentation";

/** The names that patterns may mean: groups, and whatever else policies name. */
export function patternsOf({ groups, policies, environment }: Segmentation): GroupPatterns {
  const names = new Set([allGroup, ...groups.map(({ name }) => name)]);
  for (const { sources, destinations } of policies) {
    for (const name of sources) names.add(name);
    for (const name of destinations) names.add(name);
  }
  const otherNames = groups.filter(({ name, baseName }) => !name.startsWith(baseName));
  const aliases = new Map(otherNames.map(({ name, baseName }) => [name, baseName]));
  return new GroupPatterns(names, environment, aliases);
}

/** A text by which a group can be meant. */
interface Alias {
  text: string;
  group: string;
}

/**
 * Groups by pattern. Names are also known without the environment's suffix, and by the matrix's name,
 * which differs for groups that the identity provider names.
 */
export class GroupPatterns {
  private readonly known = new Map<string, ReadonlySet<string>>();
  private readonly byStart: readonly Alias[];
  private readonly byEnd: readonly Alias[];

  constructor(
    names: Iterable<string>,
    environment?: Environment,
    otherNames: ReadonlyMap<string, string> = new Map(),
  ) {
    const aliases = [...new Set(names)].flatMap((group): Alias[] => {
      const base = environment === undefined ? group : withoutEnvironment(group, environment);
      const texts = new Set([group, base, otherNames.get(group) ?? group]);
      return [...texts].map((text) => ({ text, group }));
    });
    this.byStart = sorted(aliases);
    this.byEnd = sorted(aliases.map(({ text, group }) => ({ text: reversed(text), group })));
  }

  /** The groups that a pattern, in which `*` stands for any characters, means. */
  matching(pattern: string): ReadonlySet<string> {
    let groups = this.known.get(pattern);
    if (groups === undefined) {
      groups = new Set(this.find(pattern));
      this.known.set(pattern, groups);
    }
    return groups;
  }

  private find(pattern: string): string[] {
    const parts = pattern.split("*");
    const [start, end] = [parts[0]!, parts.at(-1)!];
    const fromStart = start.length >= end.length;
    const candidates = fromStart
      ? startingWith(this.byStart, start)
      : startingWith(this.byEnd, reversed(end));
    const fits = wildcard(parts);
    return candidates
      .filter(({ text }) => fits(fromStart ? text : reversed(text)))
      .map(({ group }) => group);
  }
}

/** Whether a text is the parts in this order, with anything between them. */
function wildcard(parts: readonly string[]): (text: string) => boolean {
  const [first = "", ...others] = parts;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let position = first.length;
    for (const part of others) {
      const found = text.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return text.length - last.length >= position && text.endsWith(last);
  };
}

function startingWith(aliases: readonly Alias[], start: string): readonly Alias[] {
  const first = firstFrom(aliases, (text) => text >= start);
  const end = firstFrom(aliases, (text) => text > start && !text.startsWith(start));
  return aliases.slice(first, end);
}

/** Index of the first alias that satisfies a condition that all later ones satisfy too. */
function firstFrom(aliases: readonly Alias[], condition: (text: string) => boolean): number {
  let [low, high] = [0, aliases.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (condition(aliases[middle]!.text)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sorted(aliases: readonly Alias[]): Alias[] {
  return [...aliases].sort((a, b) => (a.text < b.text ? -1 : 1));
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}
