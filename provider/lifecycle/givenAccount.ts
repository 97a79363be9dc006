import * as pulumi from "@pulumi/pulumi";
import { readConfiguration } from "../api/configuration";
import type { Configuration, ReadSetting } from "../api/configuration";

/** Another account than the stack's, as a program gives it to a look-up. */
export interface GivenAccount {
  managementUrl?: string;
  token: string;
}

/**
 * Where an account is and how to speak to it: the stack's, or a given one. What a given one does not
 * say is as for the stack, except for the token, which is never another's.
 * @throws ConfigError when the token or the address is missing or unusable
 */
export function configurationOf(other: GivenAccount | undefined): Configuration {
  const config = new pulumi.Config("netbird");
  const stacks: ReadSetting = (key) => config.get(key.replace("netbird:", ""));
  if (other === undefined) return readConfiguration(stacks, process.env);
  const given: Record<string, unknown> = { ...other };
  const read: ReadSetting = (key) =>
    key === "netbird:token" ? other.token : (given[key.replace("netbird:", "")] ?? stacks(key));
  return readConfiguration(read, { ...process.env, NB_PAT: undefined });
}
