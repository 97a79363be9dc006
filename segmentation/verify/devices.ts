/** Posture checks that devices can pass: checks of different kinds, or of one flow, may exclude each other. */
import type { PostureChecks } from "../postureChecks";
import type { PlannedPolicy, PlannedPostureCheck } from "../segmentation";
import type { Context } from "./context";
import { flowName, listed, onePerFlow, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";

/** The platforms that the API tells apart. */
const platforms = ["android", "darwin", "ios", "linux", "windows"] as const;

type Platform = (typeof platforms)[number];

/** Where a process has its path on a platform; agents on phones report none. */
const pathOn: Partial<Record<Platform, "linuxPath" | "macPath" | "windowsPath">> = {
  darwin: "macPath",
  linux: "linuxPath",
  windows: "windowsPath",
};

const source = "the guide's section 4.2: posture checks and their limits";

export const deviceRules: readonly Rule[] = [
  {
    id: "posture-process-path",
    severity: "error",
    title: "A platform that a posture check lets through has the path of every process it asks for",
    source,
    why: "A device on which a required process has no path never passes, although the check names its operating system; phones report no processes at all.",
    remedy: "Give the process a path on that platform, or take the platform out of the check.",
    judge: ({ segmentation }) => segmentation.postureChecks.flatMap(pathFaults),
  },
  {
    id: "posture-unsatisfiable",
    severity: "error",
    title: "Some device can pass the posture checks of a flow",
    source,
    why: "A device must pass all checks of a flow: two that name different operating systems close it for everybody. Disabled flows count, they are meant to work when they are needed.",
    remedy: "Name checks that one device can pass, or split the flow by kind of device.",
    judge: unsatisfiableFaults,
  },
];

function pathFaults({ name, path, checks }: PlannedPostureCheck): Fault[] {
  const named = platforms.filter((platform) => checks?.osVersionCheck?.[platform] !== undefined);
  const without = named.filter((platform) => !hasPaths(checks, platform));
  if (without.length === 0) return [];
  const message = `The posture check ${name} lets ${listed(without, 5)} through and asks for a process that has no path there.`;
  return [{ place: name, ...(path && { path }), message, owner: "" }];
}

function unsatisfiableFaults({ segmentation }: Context): Fault[] {
  const checks = new Map(segmentation.postureChecks.map((check) => [check.name, check.checks]));
  return onePerFlow(segmentation.policies)
    .filter(({ postureChecks }) => postureChecks.length > 0)
    .filter((policy) => !platforms.some((platform) => passesAll(policy, checks, platform)))
    .map((policy) => {
      const message = `No device can pass the posture checks ${listed(policy.postureChecks)} of the flow "${flowName(policy)}" at once.`;
      return policyFault(policy, message);
    });
}

function passesAll(
  { postureChecks }: PlannedPolicy,
  checks: ReadonlyMap<string, PostureChecks | undefined>,
  platform: Platform,
): boolean {
  return postureChecks.every((name) => passes(checks.get(name), platform));
}

/** Whether devices of a platform can pass; what is made elsewhere is taken to let them through. */
function passes(checks: PostureChecks | undefined, platform: Platform): boolean {
  const systems = checks?.osVersionCheck;
  return (systems === undefined || systems[platform] !== undefined) && hasPaths(checks, platform);
}

function hasPaths(checks: PostureChecks | undefined, platform: Platform): boolean {
  const path = pathOn[platform];
  const processes = checks?.processCheck?.processes ?? [];
  return processes.every((process) => path !== undefined && (process[path] ?? "") !== "");
}
