/** The pure model: no Pulumi, no HTTP, no disk. */
export { accessOf, formatAccess } from "./access";
export type { Access, PolicyView } from "./access";
export { foundReason } from "./broadAccess";
export { compile } from "./compile";
export { MatrixFileError, SegmentationError } from "./errors";
export type { PlacedProblem } from "./errors";
export { diff } from "./diff";
export type { AccessChange } from "./diff";
export { renderDiffMarkdown, renderDiffText, sentenceOf } from "./diffText";
export { discover, readTrafficValue, renderDiscovery, trafficFormats } from "./discovery";
export type * from "./discovery";
export { EffectiveAccess } from "./effective";
export type { Extent, Grant, Reach } from "./effective";
export { exposureOf } from "./exposure";
export type { Exposure } from "./exposure";
export { fromNetBird } from "./fromNetBird";
export type {
  LiveAccount,
  LiveGroup,
  LivePolicy,
  LivePostureCheck,
  LiveReference,
  LiveResource,
  LiveRoute,
  LiveSetupKey,
} from "./liveAccount";
export type * from "./matrix/model";
export { addFlow, changeMatrix, removeFlow, setEnvironmentDifference } from "./matrix/edits";
export type { MatrixChange } from "./matrix/edits";
export { parseMatrix, parseMatrixYaml, readMatrixYaml } from "./matrix/file";
export type { MatrixFile, Position } from "./matrix/file";
export { matrixFromAccount } from "./matrix/fromAccount";
export type { MatrixNaming, NoFlow } from "./matrix/fromAccount";
export { matrixJsonSchema } from "./matrix/jsonSchema";
export { printMatrix } from "./matrix/print";
export {
  environments,
  groupNameProblem,
  policyName,
  setupKeyGeneration,
  setupKeyName,
} from "./names";
export type { Environment } from "./names";
export { among, inEnvironment } from "./parts";
export { formatService, parseServices } from "./ports";
export type { PortRange, Protocol, Service } from "./ports";
export { environmentBefore, notPromoted } from "./notPromoted";
export type { Unpromoted } from "./notPromoted";
export {
  adminLaptops,
  allowedCountries,
  corporateNetworks,
  linuxServers,
  minimumClient,
  supportedSystems,
} from "./posturePresets";
export type {
  AdminLaptopsPreset,
  LinuxServersPreset,
  SecurityAgent,
  SupportedSystems,
} from "./posturePresets";
export type { PostureChecks as MatrixPostureChecks } from "./postureChecks";
export { promotion } from "./promotion";
export type { FlowPromotion, Promotion } from "./promotion";
export type { Requirement } from "./requirements";
export { judgePolicy, policyRules } from "./rules";
export type { PolicyProblem, PolicyRule, PolicyShape } from "./rules";
export { emptySegmentation } from "./segmentation";
export type * from "./segmentation";
export {
  baselineRules,
  compareEnvironments,
  describeNever,
  environmentsDiffer,
  identityRules,
  lackingIn,
  neverReport,
  rules,
  severities,
  verify,
  verifyBaseline,
  verifyIdentity,
} from "./verify";
export type {
  BaselineSetting,
  BaselineSettings,
  Edition,
  Fault,
  Finding,
  JudgedBaseline,
  JudgedIdentity,
  Lack,
  MappedGroup,
  NeverResult,
  Rule,
  RuleAbout,
  RuleInfo,
  Severity,
  VerifyOptions,
} from "./verify";
export { renderCsv } from "./render/csv";
export { renderHtml } from "./render/html";
export { renderMarkdown } from "./render/markdown";
export type { MarkdownOptions } from "./render/markdown";
export { renderMermaid } from "./render/mermaid";
export type { MermaidOptions } from "./render/mermaid";
export type { SheetOptions } from "./render/sheet";
export { renderText } from "./render/text";
export type { TextOptions, TextStyle } from "./render/text";
