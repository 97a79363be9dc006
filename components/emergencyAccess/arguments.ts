/** What an emergency access is told: everything that shapes it is plain. */
import type { Environment } from "../../segmentation/names";
import type { GroupArg } from "../groupArg";
import type { EmergencyActivation } from "./configuration";

/** How it is seen that the emergency access works. */
export interface EmergencyProbe {
  /**
   * What nothing but the emergency policy opens, as seen from the machine that runs Pulumi, which
   * must be a peer in a source group: `tcp://10.10.0.7:22`, or an http or https address.
   */
  probe: string;
  /** Seconds to wait for the policy to reach the peers, each way: 1–600. Default: 120. */
  waitSeconds?: number;
}

/** Arguments of an {@link EmergencyAccess}. Source: the guide's section 8.2. */
export interface EmergencyAccessArgs {
  /** `dev`, `stage` or `prod`. */
  environment: Environment;
  /** Who gets in: a group of people who handle incidents, or several. Not All. */
  from: GroupArg | GroupArg[];
  /** What they reach: a group, such as that of a routed network, or several. Not All. */
  to: GroupArg | GroupArg[];
  /** Protocol and ports. Default: `all`. */
  allow?: string;
  /** Why it exists. Part of the policy's description. */
  because: string;
  /** Who decides about it. */
  owner: string;
  /**
   * The way in that needs no NetBird, for whoever reads the policy when nothing else works: the
   * console, a bastion or another VPN, and where its credentials are kept. Part of the policy's
   * description, so no credentials in it.
   */
  outOfBand: string;
  /** How a rehearsal sees that it works. Default: it cannot be rehearsed, which is a finding. */
  rehearsal?: EmergencyProbe;
  /**
   * That it is on, or `"off"`; either overrides the stack configuration. Default: what the stack
   * configuration `emergency:<component name>` says, else off.
   */
  activation?: EmergencyActivation | "off";
}
