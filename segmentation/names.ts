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

/** What is wrong with a setup key's name by Appendix A; undefined when nothing is. */
export function setupKeyNameProblem(name: string): string | undefined {
  const pattern = new RegExp(`^setup-(${environments.join("|")})(-[a-z0-9]+)+$`);
  if (pattern.test(name)) return undefined;
  return `"${name}" does not follow the naming convention. Setup keys are named setup-<env>-<purpose>, for example setup-prod-servers.`;
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
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`);
  if (expression.test(name)) return true;
  return environment !== undefined && expression.test(withoutEnvironment(name, environment));
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

/** Levenshtein distance; anything above the limit is reported as limit + 1. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
