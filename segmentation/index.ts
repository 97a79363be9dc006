/** The pure model: no Pulumi, no HTTP, no disk. */
export { accessOf, differences, formatAccess, sameAccess } from "./access";
export type { Access, AccessDifference, PolicyView } from "./access";
export { compile } from "./compile";
export { SegmentationError } from "./errors";
export { fromNetBird } from "./fromNetBird";
export type { LivePolicy } from "./fromNetBird";
export type * from "./matrix";
export { parseMatrix, parseMatrixYaml } from "./matrixFile";
export { environments, groupNameProblem, policyName } from "./names";
export type { Environment } from "./names";
export { formatService, parseServices } from "./ports";
export type { PortRange, Protocol, Service } from "./ports";
export { judgePolicy, policyRules } from "./rules";
export type { PolicyProblem, PolicyRule, PolicyShape } from "./rules";
export type * from "./segmentation";
export { renderTable, tableAxes } from "./table";
export type { TableInput, TableStyle } from "./table";
export {
  compareEnvironments,
  describeNever,
  environmentsDiffer,
  neverReport,
  rules,
  severities,
  verify,
} from "./verify";
export type {
  Fault,
  Finding,
  NeverResult,
  Rule,
  RuleInfo,
  Severity,
  VerifyOptions,
} from "./verify";
