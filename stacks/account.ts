/** The account stack: what exists once for all environments. It comes up first. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "pulumi-netbird";
import { routerKeys } from "./routerKeys";
import { sharedGroups } from "./sharedGroups";

/** Everything that the account has, as far as the configuration in Pulumi.account.yaml asks for it. */
export function account() {
  const config = new pulumi.Config();
  const baseline = config.getObject<netbird.AccountBaselineArgs>("baseline");
  const built = baseline && new netbird.AccountBaseline("account", baseline);

  const settings = config.getObject<netbird.AccountSettingsArgs>("settings");
  if (settings) new netbird.AccountSettings("settings", settings);

  const people = config.getObject<netbird.IdentityGroupsArgs>("identityGroups");
  const identity = people && new netbird.IdentityGroups("identity", people);
  const provided = (name: string) =>
    people !== undefined && name in people.groups ? identity?.group(name) : undefined;

  const defaultPolicy = config.getObject<netbird.DefaultPolicyReplacementArgs>(
    "defaultPolicyReplacement",
  );
  if (defaultPolicy) new netbird.DefaultPolicyReplacement("default-policy", defaultPolicy);

  const shared = sharedGroups(provided);
  const joining = routerKeys(shared.routers);

  const posture = new netbird.PosturePresets("posture", { minimumClient: "0.45.0" });
  return {
    /** What every environment reads; see otherStacks.ts. */
    forEnvironments: {
      sharedGroups: shared,
      postureChecks: posture.references,
    },
    // With these the two machines that route in the racks join. A secret.
    routerKeys: joining.keys,
    // What this server's edition does not have, and what is weaker than the guide asks.
    lacking: built?.lacking ?? [],
    weakened: built?.weakened ?? [],
  };
}
