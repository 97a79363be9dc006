/** A policy's description (the guide's section 8.3): why it exists, and who answers for it. */
import { needs } from "./matrix/model";
import type { Need } from "./matrix/model";

/** What a description says. */
interface DescribedPolicy {
  because: string;
  /** Empty when nobody is named. */
  owner: string;
  need: Need;
  /** ISO 8601. */
  since?: string;
  /** ISO 8601. */
  until?: string;
}

/** `Order processing (owner: App Team Orders; temporary; until 2026-12-01T18:00:00Z)` */
export function describePolicy({ because, owner, need, since, until }: DescribedPolicy): string {
  const notes = [
    `owner: ${owner}`,
    ...(need === "required" ? [] : [need]),
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
  return `${because} (${notes.join("; ")})`;
}

/** What {@link describePolicy} was given; a description that somebody wrote freely is all reason. */
export function readDescription(description: string): DescribedPolicy {
  const match = written.exec(description);
  const need = match?.[3] ?? "required";
  if (match === null || !(needs as readonly string[]).includes(need)) {
    return { because: description, owner: "", need: "required" };
  }
  const [, because = "", owner = "", , since, until] = match;
  return {
    because,
    owner,
    need: need as Need,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** As {@link describePolicy} writes it: the reason, the owner, the need, its start and its end. */
const written =
  /^(.*) \(owner: ([^;()]*)(?:; (\w+))?(?:; since ([^;()]+))?(?:; until ([^;()]+))?\)/s;
