/** What the guide asks of an account's settings (sections 7.1 and 10), and which server has it. */
import { findingsOf } from "./finding";
import type { Fault, Finding, RuleAbout, RuleInfo } from "./finding";

/** Which NetBird a server is: NetBird's own cloud, or the community server that anybody runs. */
export type Edition = "cloud" | "self-hosted";

/** Settings of an account that zero trust depends on, named as `AccountSettings` names them. */
export interface BaselineSettings {
  /** Whether new peers wait for an administrator. */
  peerApprovalEnabled: boolean;
  /** Whether new users wait for an administrator. */
  userApprovalRequired: boolean;
  /** Seconds after which users log in again; `never`: their sessions do not end. */
  peerLoginExpiration: number | "never";
  /** Whether users of the server's own identity provider need a second factor. */
  localMfaEnabled: boolean;
  /** Whether the dashboard is closed for regular users. */
  regularUsersViewBlocked: boolean;
  /** Whether traffic events are recorded. */
  networkTrafficLogsEnabled: boolean;
  /** Whether events are streamed to a SIEM. */
  eventStreaming: boolean;
}

/** A setting of the baseline. */
export type BaselineSetting = keyof BaselineSettings;

/** An account's settings, planned or live, with what is needed to judge them. */
export interface JudgedBaseline {
  /** What is judged: a component's name, or the account's. */
  place: string;
  edition: Edition;
  settings: BaselineSettings;
  /** Why a setting is weaker than the guide asks; blank reasons do not count. */
  weakenedBecause: Partial<Record<BaselineSetting, string>>;
}

/** What an edition lacks of the baseline. */
export interface Lack {
  setting: BaselineSetting;
  /** What the server does with the setting. */
  why: string;
  /** What to do there in its place. */
  instead: string;
  /** Whether the server takes the setting all the same, and does nothing with it. */
  stored: boolean;
}

/** Longest session that the guide accepts, in seconds. */
export const longestSession = 86_400;

/** What a self-hosted server lacks; the cloud has everything, by plan. */
const selfHostedLacks: readonly Lack[] = [
  {
    setting: "peerApprovalEnabled",
    why: "A self-hosted server stores the setting, and lets new peers in all the same.",
    instead:
      "Enrol with one-off keys that expire soon, give groups only by autoGroups, and keep the group All out of policies.",
    stored: true,
  },
  {
    setting: "networkTrafficLogsEnabled",
    why: "A self-hosted server records no traffic events.",
    instead:
      "Collect the logs of routing peers and of what is reached; GET /api/events/audit has the audit events.",
    stored: false,
  },
  {
    setting: "eventStreaming",
    why: "A self-hosted server streams no events.",
    instead: "Poll GET /api/events/audit from the SIEM.",
    stored: false,
  },
];

/** Which settings of the baseline an edition lacks, in the order of the guide. */
export function lackingIn(edition: Edition): readonly Lack[] {
  return edition === "self-hosted" ? selfHostedLacks : [];
}

/** Judges an account's settings, planned or live, by the rules of the baseline. */
export function verifyBaseline(baseline: JudgedBaseline): Finding[] {
  return findingsOf(baselineRules, baseline);
}

/** A practice that the guide recommends: the rule, and how to tell that it is kept. */
interface Practice extends Omit<RuleInfo, "severity" | "remedy"> {
  setting: BaselineSetting;
  isKept: (settings: BaselineSettings) => boolean;
  /** What is wrong when it is not kept. */
  message: (settings: BaselineSettings) => string;
  /** What to set. */
  remedy: string;
}

const authentication = "the guide's section 10.1: authentication settings";
const visibility = "the guide's section 7.1: traffic events and streaming early";

const practices: readonly Practice[] = [
  {
    id: "peer-approval",
    setting: "peerApprovalEnabled",
    title: "New peers wait for an administrator's approval",
    source: authentication,
    why: "A device that nobody expected must not connect by itself.",
    isKept: ({ peerApprovalEnabled }) => peerApprovalEnabled,
    message: () => "New peers join without an administrator's approval.",
    remedy: "Set peerApprovalEnabled: true.",
  },
  {
    id: "user-approval",
    setting: "userApprovalRequired",
    title: "New users wait for an administrator's approval",
    source: authentication,
    why: "Only people who were let in may enrol devices.",
    isKept: ({ userApprovalRequired }) => userApprovalRequired,
    message: () => "New users get in without an administrator's approval.",
    remedy: "Set userApprovalRequired: true.",
  },
  {
    id: "session-expiration",
    setting: "peerLoginExpiration",
    title: "Sessions of users end after 24 hours or less",
    source: authentication,
    why: "A stolen device or credential is of use until the next login only. It holds for peers that a user logged in; those that joined with a setup key have no session.",
    isKept: ({ peerLoginExpiration: seconds }) => seconds !== "never" && seconds <= longestSession,
    message: ({ peerLoginExpiration: seconds }) =>
      seconds === "never"
        ? "Sessions of users never end."
        : `Sessions of users last ${seconds / 3600} hours.`,
    remedy: `Set peerLoginExpiration to ${longestSession} seconds or less.`,
  },
  {
    id: "second-factor",
    setting: "localMfaEnabled",
    title: "Logins need a second factor",
    source: authentication,
    why: "A password alone is stolen too easily. The setting is for users of the server's own identity provider; where another one enforces it, that is the reason to give.",
    isKept: ({ localMfaEnabled }) => localMfaEnabled,
    message: () => "NetBird asks for no second factor.",
    remedy: "Set localMfaEnabled: true, unless the identity provider enforces a second factor.",
  },
  {
    id: "dashboard-restricted",
    setting: "regularUsersViewBlocked",
    title: "The dashboard is closed for regular users",
    source: "the guide's section 10.2: permission settings",
    why: "Who may reach what, and where everything is, is for administrators to see.",
    isKept: ({ regularUsersViewBlocked }) => regularUsersViewBlocked,
    message: () => "Regular users see the dashboard.",
    remedy: "Set regularUsersViewBlocked: true.",
  },
  {
    id: "traffic-events",
    setting: "networkTrafficLogsEnabled",
    title: "Traffic events are recorded",
    source: visibility,
    why: "What is used, and what is blocked, cannot be found out afterwards. Not judged on a self-hosted server, which has none.",
    isKept: ({ networkTrafficLogsEnabled }) => networkTrafficLogsEnabled,
    message: () => "Traffic events are not recorded.",
    remedy: "Set networkTrafficLogsEnabled: true.",
  },
  {
    id: "event-streaming",
    setting: "eventStreaming",
    title: "Events are streamed to a SIEM",
    source: visibility,
    why: "Discovery, verification and alarms work on events that are kept somewhere else. Not judged on a self-hosted server, which has none.",
    isKept: ({ eventStreaming }) => eventStreaming,
    message: () => "Events are streamed nowhere.",
    remedy: "Give eventStreaming a platform and its settings.",
  },
];

/** The rules that {@link verifyBaseline} judges by. */
export const baselineRules: readonly RuleAbout<JudgedBaseline>[] = practices.map(ruleOf);

function ruleOf(practice: Practice): RuleAbout<JudgedBaseline> {
  const { id, setting, title, source, why } = practice;
  return {
    id,
    severity: "error",
    title,
    source,
    why: `${why} A written reason in \`weakenedBecause.${setting}\` exempts it.`,
    remedy: `${practice.remedy} If it is really meant, say why in weakenedBecause.${setting}.`,
    judge: (baseline) => faultsOf(practice, baseline),
  };
}

function faultsOf(
  { setting, isKept, message }: Practice,
  { place, edition, settings, weakenedBecause }: JudgedBaseline,
): Fault[] {
  const isLacking = lackingIn(edition).some((lack) => lack.setting === setting && !lack.stored);
  const isExplained = (weakenedBecause[setting] ?? "").trim() !== "";
  if (isLacking || isExplained || isKept(settings)) return [];
  return [{ place, message: message(settings), owner: "" }];
}

/** The settings that are weaker than the guide asks, with or without a reason. */
export function weakenedSettings(settings: BaselineSettings): BaselineSetting[] {
  return practices.filter(({ isKept }) => !isKept(settings)).map(({ setting }) => setting);
}
