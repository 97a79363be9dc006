import type { EmergencyAccessArgs, Environment, ExistingGroup } from "pulumi-netbird";

/** The way back in when nobody knows why the network is not reached: disabled until an incident. */
export function emergencyArgs(
  environment: Environment,
  from: ExistingGroup,
  to: ExistingGroup,
): EmergencyAccessArgs {
  return {
    environment,
    from,
    to,
    because: "Known-good access while the cause of an outage is unknown",
    owner: "Platform Team",
    outOfBand: "the servers' consoles; their credentials are in the safe",
  };
}
