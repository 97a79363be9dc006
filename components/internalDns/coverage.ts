/** Whether everything that initiates in an environment can resolve names (the guide's section 4.4). */
import * as pulumi from "@pulumi/pulumi";
import { compile } from "../../segmentation/compile";
import type { Matrix } from "../../segmentation/matrix/model";
import type { Environment } from "../../segmentation/names";
import { emptySegmentation } from "../../segmentation/segmentation";
import type { Segmentation } from "../../segmentation/segmentation";
import { verify } from "../../segmentation/verify";
import { uniqueByName } from "../unique";
import { refusal } from "../validation";

const dnsRules = ["dns-missing", "dns-one-protocol"];

/**
 * What is missing: the findings about name resolution in several matrices as one. Pure.
 * @param own the matrix of the name servers
 */
export function missingDns(
  own: Matrix,
  covered: readonly Matrix[],
  environment: Environment,
  now: Date,
): string[] {
  const parts = [own, ...covered].map((matrix) => compile(matrix, environment));
  return verify(together(parts), { now })
    .filter(({ rule }) => dnsRules.includes(rule))
    .map(({ message }) => `${message} Add it to \`for\`.`);
}

/** Who says that nothing needs name resolution has it elsewhere: here. */
function together(parts: readonly Segmentation[]): Segmentation {
  const groups = parts.flatMap((part) => part.groups);
  const supporting = parts
    .flatMap((part) => part.supporting)
    .filter(({ service }) => service === "dns")
    .map(({ for: _users, ...provider }) => provider);
  return {
    ...emptySegmentation(),
    groups: uniqueByName(groups),
    policies: parts.flatMap((part) => part.policies),
    postureChecks: parts.flatMap((part) => part.postureChecks),
    supporting,
  };
}

/** Passes when nothing is missing, before anything is registered. */
export function coversAll(
  what: string,
  own: Matrix,
  covered: readonly pulumi.Input<Matrix>[],
  environment: Environment,
): pulumi.Output<pulumi.Resource[]> {
  return pulumi.output(covered).apply((matrices) => {
    const problems = missingDns(own, matrices, environment, new Date());
    if (problems.length > 0) throw refusal(what, problems);
    return [];
  });
}
