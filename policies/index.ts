/** The policy pack: `pulumi preview --policy-pack node_modules/pulumi-netbird/policies`. */
import { PolicyPack } from "@pulumi/policy";
import { resourcePolicies } from "./resourcePolicies";

new PolicyPack("pulumi-netbird", {
  description: "What zero trust asks of every NetBird policy, group and setup key",
  policies: resourcePolicies(() => new Date()),
});
