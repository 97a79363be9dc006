/** Names by the guide's Appendix A. */
import { formatService } from "./ports";
import type { Service } from "./ports";

/** The environments that the guide rolls out through, in this order (section 8.1). */
export const environments = ["dev", "stage", "prod"] as const;

/** An environment; its name is the suffix of everything that belongs to it. */
export type Environment = (typeof environments)[number];

/** Group names that a policy's name spells out; further ones are counted. */
const namesSpelledOut = 3;

const groupConvention =
  "Group names are peer-<team>[-<env>] for user devices, svc-<app>[-<tier>][-<env>] for services, net-<location>-<purpose> for networks, in lower-case letters, digits and hyphens";

/** What is wrong with a group's name by Appendix A; undefined when nothing is. */
export function groupNameProblem(name: string): string | undefined {
  if (/^(peer|svc)(-[a-z0-9]+)+$/.test(name) || /^net(-[a-z0-9]+){2,}$/.test(name))
    return undefined;
  return `"${name}" does not follow the naming convention. ${groupConvention}.`;
}

/** Whether a text is a plain name: lower-case letters, digits, and single hyphens between them. */
export function isPlainName(text: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/**
 * What is wrong with the name of something else that a matrix declares; undefined when nothing is.
 * @param what what it is, for the message: `scope`
 */
export function plainNameProblem(what: string, name: string): string | undefined {
  if (isPlainName(name)) return undefined;
  return `"${name}" is no name for a ${what}. Use lower-case letters, digits and hyphens, as in orders-database.`;
}

/** The environment whose suffix a name carries; undefined when it carries none. */
export function environmentOf(name: string): Environment | undefined {
  return environments.find((environment) => name.endsWith(`-${environment}`));
}

/** What is wrong with a setup key's name by Appendix A; undefined when nothing is. */
export function setupKeyNameProblem(name: string): string | undefined {
  const pattern = new RegExp(`^setup-(${environments.join("|")})(-[a-z0-9]+)+$`);
  if (pattern.test(name)) return undefined;
  return `"${name}" does not follow the naming convention. Setup keys are named setup-<env>-<purpose>, for example setup-prod-servers.`;
}

/** Ends a setup key's name from the second generation on: `setup-prod-servers-g2`. */
const generationSuffix = /-g([2-9]|[1-9][0-9]+)$/;

/** A setup key's name by Appendix A; its generation is part of it from the second one on. */
export function setupKeyName(environment: Environment, purpose: string, generation = 1): string {
  const name = `setup-${environment}-${purpose}`;
  return generation === 1 ? name : `${name}-g${generation}`;
}

/** The name of a setup key's first generation, and which generation it is. */
export function setupKeyGeneration(name: string): { first: string; generation: number } {
  const [suffix = "", generation = "1"] = generationSuffix.exec(name) ?? [];
  return { first: name.slice(0, name.length - suffix.length), generation: Number(generation) };
}

/** The name in an environment: `svc-orders-web` becomes `svc-orders-web-prod`. */
export function withEnvironment(name: string, environment: Environment): string {
  return `${name}-${environment}`;
}

/** The name without the environment's suffix, if it has it. */
export function withoutEnvironment(name: string, environment: Environment): string {
  const suffix = `-${environment}`;
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/** The name without the suffix of whichever environment it carries. */
export function baseNameOf(name: string): string {
  const environment = environmentOf(name);
  return environment === undefined ? name : withoutEnvironment(name, environment);
}

/** A policy's name: `peer-devops-prod, peer-support → svc-orders-web-prod [TCP/443]`. */
export function policyName(
  sources: readonly string[],
  destinations: readonly string[],
  service: Service,
): string {
  return `${listNames(sources)} → ${listNames(destinations)} [${formatService(service)}]`;
}

function listNames(names: readonly string[]): string {
  const spelledOut = names.slice(0, namesSpelledOut).join(", ");
  const rest = names.length - namesSpelledOut;
  return rest > 0 ? `${spelledOut} +${rest}` : spelledOut;
}

/**
 * Whether a name matches a pattern in which `*` stands for any characters. Patterns are written
 * without environment, so the name is also tried without the environment's suffix.
 */
export function matchesPattern(pattern: string, name: string, environment?: Environment): boolean {
  if (matches(pattern, name)) return true;
  return environment !== undefined && matches(pattern, withoutEnvironment(name, environment));
}

/** Part by part from the left: linear, where a regular expression of many stars is exponential. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === name;
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (!name.startsWith(first)) return false;
  let end = first.length;
  for (const part of parts.slice(1, -1)) {
    const start = name.indexOf(part, end);
    if (start < 0) return false;
    end = start + part.length;
  }
  return name.length - last.length >= end && name.endsWith(last);
}

/** The candidate that a misspelt name most likely means; undefined when none is close. */
export function suggestion(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const close = [...new Set(candidates)]
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase(), limit),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return close[0]?.candidate;
}

/**
 * Edits from one text to the other, of which swapping two neighbours is one; anything above the
 * limit is reported as limit + 1 or more.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(substitution, swap, row[j]! + 1, next[j - 1]! + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
