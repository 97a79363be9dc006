/**
 * The reference deployment: one company's account, and its orders application with a routed network in
 * dev, stage and prod. The stack's name says which of the four this is.
 */
import * as pulumi from "@pulumi/pulumi";
import { environments } from "pulumi-netbird";
import { account } from "./account";
import { environment } from "./environment";
import { refusal } from "./refusal";

// A function, because an environment reads other stacks before it registers anything.
export = async () => {
  const stack = pulumi.getStack();
  if (stack === "account") return account();
  const name = environments.find((one) => one === stack);
  if (name !== undefined) return environment(name);
  throw refusal(`Nothing is known of a stack "${stack}": use account, ${environments.join(", ")}.`);
};
