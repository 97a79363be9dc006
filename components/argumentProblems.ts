/** What several components ask of their arguments, and the sentences when it is not so. */
import { domainKey } from "../segmentation/addresses";
import { environmentOf, environments, isPlainName } from "../segmentation/names";
import type { Environment } from "../segmentation/names";

export function environmentProblems(environment: Environment | undefined): string[] {
  if (environment !== undefined && environments.includes(environment)) return [];
  return [`environment must be ${environments.join(", ")}, got ${JSON.stringify(environment)}.`];
}

/** For a component whose name ends with its environment when the argument is left out. */
export function namedEnvironmentProblems(
  component: string,
  environment = environmentOf(component),
): string[] {
  if (environment !== undefined) return environmentProblems(environment);
  return [
    `The name "${component}" does not end with an environment. Give environment: ${environments.join(", ")}.`,
  ];
}

/** @param what what the text is to name: `a device` */
export function plainNameProblems(what: string, text: string): string[] {
  if (isPlainName(text)) return [];
  return [`"${text}" cannot name ${what}. Use lower-case letters, digits and hyphens.`];
}

/** @param advice what to write: `Say who can confirm a breakage.` */
export function wordProblems(argument: string, text: string, advice: string): string[] {
  return hasWords(text) ? [] : [`${argument} is empty. ${advice}`];
}

/** Whether a reason, an owner and the like is given; the types do not hold for data from elsewhere. */
export function hasWords(text: unknown): boolean {
  return typeof text === "string" && text.trim() !== "";
}

/** What is there more than once, each once. */
export function repeated<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}

/** Domains that are there before, in whatever spelling. */
export function repeatedDomains(domains: readonly string[]): string[] {
  const keys = domains.map(domainKey);
  return domains.filter((_domain, index) => keys.indexOf(keys[index]!) < index);
}
