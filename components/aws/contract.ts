/**
 * What routing peers on AWS are told, and what they tell: the contract between the component that
 * makes the NetBird side of a routed network and this folder, which makes the AWS side. It names no
 * type of `@pulumi/aws`, so that programs without AWS need not have that package.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../../segmentation/names";
import type { Service } from "../../segmentation/ports";

/** A subnet: its id, the resource that made it, or either with a name for its failure domain. */
export type SubnetArg =
  | pulumi.Input<string>
  | { id: pulumi.Input<string> }
  | {
      /** Name of the failure domain: lower-case letters, digits and hyphens. */
      name: string;
      /** The subnet's id, or the resource that made it. */
      subnet: pulumi.Input<string> | { id: pulumi.Input<string> };
      /** NetBird's metric, 1–9999; lower is preferred. Default: by the order, see `RoutingPeer.metric`. */
      metric?: number;
    };

/**
 * Arguments of {@link awsRoutingPeers}. A change of anything that instances are made of rolls the
 * instances, the backups' first. Source: the guide's sections 6.1 and 6.2.
 */
export interface AwsRoutingPeersArgs {
  /**
   * One failure domain per subnet, in order of preference: the first is the primary. Give private
   * subnets with a way out (NAT), in different zones. Domains are called `a`, `b`, … in this order;
   * give names where the order may change, because a domain that changes its name is replaced.
   */
  subnets: SubnetArg[];
  /**
   * Instance type. Default: `t4g.small`: arm64 costs a fifth less than x86 for the same, two gigabytes
   * are enough to install packages at boot (half a gigabyte is not, reliably), and the network's burst
   * of 5 Gbit/s with a base of 0.128 Gbit/s carries the interactive access of a team. Steady bulk
   * traffic wants `c7gn` or the like.
   */
  instanceType?: string;
  /**
   * Which Amazon Linux 2023 image. Instances never change because AWS publishes one.
   * - A word, such as a date: the image that is the newest when the word is first deployed, kept
   *   from then on; another word takes the newest again. Works in every region.
   * - `{ version }`: that version of the public parameter, which is numbered per region.
   *
   * Default: `"1"`.
   */
  image?: string | { version: number };
  /** NetBird's version, such as `0.60.2`. Default: the newest in its repository when an instance boots. */
  netbirdVersion?: string;
  /** Size of the encrypted root volume in gibibytes, at least 8. Default: 8, which is the image's own size. */
  rootVolumeSize?: number;
  /** Who can say whether a change broke the network: tag `owner` of everything. Default: the network's owner. */
  owner?: string;
  /** What the resources belong to: tag `scope`. Default: the component's name. */
  scope?: string;
  /** Tag `environment`. Default: the network's environment. */
  environment?: Environment;
  /**
   * More tags for everything; they do not replace owner, scope and environment, nor `Name` and
   * `routing-peer`, which tell resources apart. Default: `managed-by` is `pulumi-netbird`.
   */
  tags?: Record<string, string>;
  /**
   * Whether shells may be opened on the instances through Session Manager. `true` adds the four
   * ssmmessages actions, which suffice where the account's Default Host Management Configuration
   * registers instances. `"register"` also lets the instance register itself
   * (`ssm:UpdateInstanceInformation`). AWS's managed policy is not used: it would let the instance read
   * every parameter of the account. Default: `false`: nobody needs to log in, a sick instance is
   * replaced.
   */
  sessionManager?: boolean | "register";
  /** Topic that is told when a routing peer fails or recovers, or all fail. Default: nobody is told. */
  alarmTopicArn?: pulumi.Input<string>;
  /**
   * Whether to keep paying for CPU beyond an instance's credits (`unlimited`) or to be slowed down
   * (`standard`); for T instances only. Default: AWS's, which is `unlimited` for t4g: a routing peer that
   * is throttled looks like a broken network.
   */
  cpuCredits?: "standard" | "unlimited";
}

/** Routing peers that AWS will run, as {@link awsRoutingPeers} describes them. Plain data. */
export interface AwsRoutingPeers extends Omit<AwsRoutingPeersArgs, "subnets"> {
  readonly kind: "aws";
  /** The failure domains by name: `a`, `b`, … unless named; the primary first unless they have metrics. */
  readonly domains: readonly {
    readonly name: string;
    readonly subnet: pulumi.Input<string>;
    readonly metric?: number;
  }[];
}

/** What NetBird's side decides for a failure domain. One for each of {@link AwsRoutingPeers.domains}. */
export interface RoutingDomain {
  /** The domain's name among {@link AwsRoutingPeers.domains}. */
  name: string;
  /** NetBird's metric, 1–9999; the lowest is the primary. With return routes no two may be equal. */
  metric: number;
  /** The setup key that joins this domain's peer group. A secret. */
  setupKey: pulumi.Input<string>;
  /** What must be there before an instance joins: the domain's router, its group. */
  dependsOn?: pulumi.Resource[];
}

/** A range and what may be opened towards it. */
export interface AllowedRange {
  /** IPv4 prefix, such as `10.10.0.0/16` or `10.10.0.10/32`. */
  range: string;
  services: readonly Service[];
}

/** Sources in the private network that may open connections to NetBird peers (section 6.2). */
export interface HealthChecks {
  /** From where and on which ports: the only inbound rules. */
  checks: AllowedRange[];
  /** Route tables of the subnets that the checks come from. */
  routeTables: pulumi.Input<string>[];
}

/** Users' own addresses stay visible in the private network (section 6.2). */
interface PreservedSources {
  /** Route tables of the subnets that answer. At least one. */
  routeTables: pulumi.Input<string>[];
  /** Security groups of what is reached, which shall let the overlay in on the access list's ports. */
  securityGroups?: pulumi.Input<string>[];
}

/** A failure domain's group after a change, for whoever waits until its new instance is connected. */
export interface Generation {
  /** The domain's name. */
  domain: string;
  /** The host name with which the new instance joins NetBird; it changes with the launch template. */
  hostname: pulumi.Output<string>;
  /** The Auto Scaling group: depend on it. */
  group: pulumi.Resource;
}

/** What is plain of all that {@link createRoutingPeers} is told: it can be judged before anything is built. */
export interface RoutingPeersPlan {
  /** Where the management server is: `https://api.netbird.io`. Plain, because it shapes rules. */
  managementUrl: string;
  /** The access list: routed ranges with exactly the ports that policies open to them. */
  allowedEgress: AllowedRange[];
  /** Default: none, and no inbound rule. */
  healthChecks?: HealthChecks;
  /** Default: NetBird masquerades, and the private network needs to know nothing. */
  preserve?: PreservedSources;
  /**
   * Seconds that a preferred routing peer must have been alive again before return routes go back to
   * it, 0–3600. Default: 60. Clients go back at once, so until then what they send through the
   * preferred peer is answered through the other one and lost; long enough not to flap, and no longer.
   */
  holdSeconds?: number;
}

/** Everything that {@link createRoutingPeers} is told beside the failure domains. */
export interface RoutingPeersOptions extends RoutingPeersPlan {
  /** NetBird's own range, IPv4, in this account. */
  overlayRange: pulumi.Input<string>;
  /**
   * Called for each backup's group: the resource that waits until the group's new instance is
   * connected. The primary's group depends on all of them.
   */
  ready: (generation: Generation) => pulumi.Resource;
}

/** What a firewall on the way must let out (section 0.2). */
export interface EgressRule {
  /** Host name, prefix, or `0.0.0.0/0` for anywhere. */
  to: string;
  protocol: "tcp" | "udp";
  /** `443`, `3478-3481`, or `*`. */
  ports: string;
  why: string;
}

/** What was built, by failure domain where there is one each. */
export interface AwsRoutingPeersOutputs {
  /** What firewalls between the instances and the internet must let out. */
  egress: pulumi.Output<EgressRule[]>;
  groupNames: Record<string, pulumi.Output<string>>;
  alarmArns: Record<string, pulumi.Output<string>>;
  /** Arn of the alarm for "no routing peer is alive". */
  outageAlarmArn: pulumi.Output<string>;
  /** Host names with which the present generation joins. */
  hostnames: Record<string, pulumi.Output<string>>;
  /** Interfaces that outlive instances; none with masquerade and without health checks. */
  interfaceIds: Record<string, pulumi.Output<string>>;
  securityGroupId: pulumi.Output<string>;
  /** The Lambda that moves return routes; undefined where there are none. */
  failoverFunctionName?: pulumi.Output<string>;
}
