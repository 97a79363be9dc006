/** The environment's routed network: in the data centre, or in a VPC where the configuration names one. */
import * as pulumi from "@pulumi/pulumi";
import type {
  Environment,
  ExistingGroup,
  HARoutedNetworkArgs,
  MatrixPostureCheck,
} from "pulumi-netbird";
import { dataCentre } from "./dataCentre";
import type { DataCentre } from "./dataCentre";
import { privateNetwork } from "./privateNetwork";
import type { PrivateNetwork } from "./privateNetwork";
import type { SharedGroups } from "./sharedGroups";

/** Where a network is, and who uses it. */
export interface NetworkPlace {
  environment: Environment;
  devops: ExistingGroup;
  routers: SharedGroups["routers"];
  /** What devices must pass on their way in. */
  postureChecks: MatrixPostureCheck[];
}

/** A network before anything is registered. */
export interface PlannedNetwork {
  name: string;
  /** Full name of the group that its addresses are in. */
  group: string;
  args: HARoutedNetworkArgs;
}

export function plannedNetwork(place: NetworkPlace): PlannedNetwork {
  const config = new pulumi.Config();
  const vpc = config.getObject<PrivateNetwork>("privateNetwork");
  return vpc === undefined
    ? dataCentre(config.requireObject<DataCentre>("dataCentre"), place)
    : privateNetwork(vpc, place);
}
