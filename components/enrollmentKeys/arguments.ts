/** What a person writes to describe how machines join. */
import type { Environment } from "../../segmentation/names";
import type { GroupArg } from "../groupArg";
import type { SetupKeysConfiguration } from "./rotation";

/** How the machines of one purpose join. */
export interface EnrollmentKey {
  /**
   * Groups that the machines join. At least one; not the group All. A change reaches machines that
   * join later, and replaces no key.
   */
  groups: GroupArg[];
  /**
   * Names of the machines that join once each, by one-off keys of their own: the guide's
   * recommendation for bulk enrolment. A name that is taken out takes its key along. Default: none,
   * which makes one reusable key for any machine, as images and autoscaling need it.
   */
  devices?: string[];
  /**
   * Seconds from creation until a key expires: 60–31536000 (a year), or 0 for never. Default: 7 days
   * for one-off keys, which a campaign lasts, and 90 days for reusable ones, so that rotation is a
   * habit. A change reaches the next generation only.
   */
  expiresIn?: number;
  /**
   * How many machines may join by a reusable key, 0 for any number. Default: 0. A change reaches the
   * next generation only.
   */
  usageLimit?: number;
  /**
   * Whether machines disappear when they have been offline for ten minutes, as CI runners should.
   * Default: `false`. A change reaches the next generation only.
   */
  ephemeral?: boolean;
  /**
   * Whether machines may bring DNS labels of their own. Default: `false`. A change reaches the next
   * generation only.
   */
  allowExtraDnsLabels?: boolean;
}

/**
 * Arguments of {@link EnrollmentKeys}. All plain values, because they shape the children. Source: the
 * guide's section 3.3 and Appendix A.
 */
export interface EnrollmentKeysArgs {
  /** `dev`, `stage` or `prod`: keys are scoped to one environment, and let into no other. */
  environment: Environment;
  /**
   * What joins how, by purpose: `servers`, `ci-runners`, `routing-peers`. The key is called
   * `setup-<env>-<purpose>`.
   */
  keys: Record<string, EnrollmentKey>;
  /** Who answers for the keys, and is told of those that end. */
  owner: string;
  /**
   * Where rotations are, when the stack's configuration `setupKeys:<component name>` does not say.
   * Default: first generations, never rotated.
   */
  rotation?: SetupKeysConfiguration;
  /**
   * Seconds that a rotation waits to see a peer join with the new key before the old one is revoked,
   * 1–86400. Default: 60, because whoever finishes a rotation has let a machine join already.
   */
  joinTimeoutSeconds?: number;
}
