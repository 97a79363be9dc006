/** What this stack reads of others: the outputs of their last `up`. */
import * as pulumi from "@pulumi/pulumi";
import { environmentBefore } from "pulumi-netbird";
import type { Environment, Matrix, MatrixPostureCheck, PromotionArgs } from "pulumi-netbird";
import { refusal } from "./refusal";
import type { SharedGroups } from "./sharedGroups";

/** What the account stack gives to every environment. */
export interface Account {
  sharedGroups: SharedGroups;
  postureChecks: MatrixPostureCheck[];
}

/** The account's part of every environment. */
export async function readAccount(): Promise<Account> {
  return (await outputOf("account", "forEnvironments")) as Account;
}

/**
 * What the environment before this one runs. That it does not exist yet is said in the configuration,
 * with the reason: `pulumi config set noEarlierBecause "stage is built in March"`.
 */
export async function readEarlier(environment: Environment): Promise<PromotionArgs["earlier"]> {
  const before = environmentBefore(environment);
  if (before === undefined) return undefined;
  const noneBecause = new pulumi.Config().get("noEarlierBecause");
  if (noneBecause !== undefined) return { noneBecause };
  return { matrices: (await outputOf(before, "matrices")) as Matrix[] };
}

/** The organization is `organization` where states are kept in files or a bucket. */
function referTo(stack: string): pulumi.StackReference {
  const organization = new pulumi.Config().get("organization") ?? pulumi.getOrganization();
  return new pulumi.StackReference(`${organization}/${pulumi.getProject()}/${stack}`);
}

async function outputOf(stack: string, output: string): Promise<unknown> {
  const value: unknown = await referTo(stack).getOutputValue(output);
  if (value !== undefined) return value;
  throw refusal(`Stack ${stack} exports no ${output}: bring it up first.`);
}
