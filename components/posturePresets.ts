import * as pulumi from "@pulumi/pulumi";
import { compile } from "../segmentation/compile";
import type { Matrix, MatrixPostureCheck } from "../segmentation/matrix/model";
import {
  adminLaptops,
  allowedCountries,
  corporateNetworks,
  linuxServers,
  minimumClient,
  supportedSystems,
} from "../segmentation/posturePresets";
import type {
  AdminLaptopsPreset,
  LinuxServersPreset,
  SupportedSystems,
} from "../segmentation/posturePresets";
import type { PostureCheckArg } from "./postureCheckArg";
import { createPostureChecks, idsOf } from "./segmentationResources";
import { judge, mention, refuse } from "./validation";

/**
 * Arguments of {@link PosturePresets}. All plain values: a change of what a check asks for changes it
 * in place. Each preset that is given becomes one posture check. Source: the guide's section 4.2.
 */
export interface PosturePresetsArgs {
  /** `minimum-client`: lowest version of the NetBird client, such as `0.45.0`. Default: no such check. */
  minimumClient?: string;
  /** `supported-systems`: lowest versions by operating system. Default: no such check. */
  supportedSystems?: SupportedSystems;
  /** `linux-servers`: kernel and client of Linux servers in production. Default: no such check. */
  linuxServers?: LinuxServersPreset;
  /** `admin-laptops`: macOS or Windows with the security agent running. Default: no such check. */
  adminLaptops?: AdminLaptopsPreset;
  /** `corporate-networks`: prefixes that devices connect from. Default: no such check. */
  corporateNetworks?: string[];
  /** `allowed-countries`: two-letter codes of the countries that devices connect from. Default: no such check. */
  allowedCountries?: string[];
  /** Checks of one's own, beside the presets. Default: none. */
  others?: MatrixPostureCheck[];
}

/**
 * The posture checks that the guide recommends, once per account. Matrices, here and in other stacks,
 * take them over from `references` and name them in their flows; a device must pass all that a flow
 * names, and that is how presets are combined.
 *
 * What the API has less of than the guide: on Linux it compares kernels and knows no distributions, on
 * Windows builds; processes are paths of programs. Devices whose operating system it does not know
 * (FreeBSD, browsers) pass every check of operating systems.
 *
 * @throws pulumi.RunError that lists every problem: an invalid version, prefix or country; a
 * platform that a check lets through without the path of the process that it asks for; no preset at all
 *
 * @example
 * ```ts
 * const presets = new netbird.PosturePresets("posture", {
 *   minimumClient: "0.45.0",
 *   adminLaptops: {
 *     securityAgent: {
 *       macPath: "/Applications/Falcon.app/Contents/Resources/falconctl",
 *       windowsPath: "C:\\Program Files\\CrowdStrike\\CSFalconService.exe",
 *     },
 *   },
 *   corporateNetworks: ["203.0.113.0/24"],
 * });
 * export const postureChecks = presets.references;
 * ```
 */
export class PosturePresets extends pulumi.ComponentResource {
  /** What components take to use the checks: name, description and id, shared by all environments. */
  readonly references: PostureCheckArg[];
  /** Ids of the posture checks, by name. */
  readonly postureCheckIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: PosturePresetsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:PosturePresets", name, {}, opts);
    const checks = presetsOf(args);
    const matrix = matrixOf(checks);
    const { problems, notices } = judge(matrix, "prod", undefined, usedElsewhere);
    const none = checks.length === 0 ? ["No preset is given: name at least one."] : [];
    refuse(`PosturePresets "${name}"`, [...none, ...problems]);
    mention(this, notices);
    const { postureChecks } = compile(matrix, "prod");
    const created = createPostureChecks(name, postureChecks, this);
    this.postureCheckIds = idsOf(created);
    this.references = checks.map(({ checks: _made, ...reference }) => {
      const id = created[reference.name]?.id;
      return { ...reference, ...(id && { id }) };
    });
    this.registerOutputs({ postureCheckIds: this.postureCheckIds, references: this.references });
  }
}

/** Flows that ask for the checks are in other matrices. */
const usedElsewhere = { "posture-check-unused": "nothing" } as const;

/** The checks that the arguments mean, shared by all environments. Pure. */
function presetsOf(args: PosturePresetsArgs): MatrixPostureCheck[] {
  const given = <Value>(
    value: Value | undefined,
    preset: (value: Value) => MatrixPostureCheck,
  ): MatrixPostureCheck[] => (value === undefined ? [] : [preset(value)]);
  const checks = [
    ...given(args.minimumClient, minimumClient),
    ...given(args.supportedSystems, supportedSystems),
    ...given(args.linuxServers, linuxServers),
    ...given(args.adminLaptops, adminLaptops),
    ...given(args.corporateNetworks, corporateNetworks),
    ...given(args.allowedCountries, allowedCountries),
    ...(args.others ?? []),
  ];
  return checks.map((check) => ({ ...check, shared: true }));
}

/** A matrix of nothing but the checks, to judge them by the rules that every matrix is judged by. */
function matrixOf(postureChecks: MatrixPostureCheck[]): Matrix {
  return { application: "posture", owner: "posture", groups: [], flows: [], postureChecks };
}
