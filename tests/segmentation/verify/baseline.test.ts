import { baselineRules, lackingIn, verifyBaseline } from "../../../segmentation";
import type { BaselineSetting, BaselineSettings, Edition } from "../../../segmentation";

/** What the guide recommends, everything. */
const recommended: BaselineSettings = {
  peerApprovalEnabled: true,
  userApprovalRequired: true,
  peerLoginExpiration: 86_400,
  localMfaEnabled: true,
  regularUsersViewBlocked: true,
  networkTrafficLogsEnabled: true,
  eventStreaming: true,
};

const rulesFound = (
  change: Partial<BaselineSettings>,
  weakenedBecause: Partial<Record<BaselineSetting, string>> = {},
  edition: Edition = "cloud",
) =>
  verifyBaseline({
    place: "account",
    edition,
    settings: { ...recommended, ...change },
    weakenedBecause,
  }).map(({ rule }) => rule);

test("the guide's recommendation has nothing to find, nor has a shorter session", () => {
  expect(rulesFound({})).toEqual([]);
  expect(rulesFound({ peerLoginExpiration: 3600 })).toEqual([]);
});

const weaker: [string, Partial<BaselineSettings>, BaselineSetting][] = [
  ["peer-approval", { peerApprovalEnabled: false }, "peerApprovalEnabled"],
  ["user-approval", { userApprovalRequired: false }, "userApprovalRequired"],
  ["session-expiration", { peerLoginExpiration: 86_401 }, "peerLoginExpiration"],
  ["session-expiration", { peerLoginExpiration: "never" }, "peerLoginExpiration"],
  ["second-factor", { localMfaEnabled: false }, "localMfaEnabled"],
  ["dashboard-restricted", { regularUsersViewBlocked: false }, "regularUsersViewBlocked"],
  ["traffic-events", { networkTrafficLogsEnabled: false }, "networkTrafficLogsEnabled"],
  ["event-streaming", { eventStreaming: false }, "eventStreaming"],
];

test.each(weaker)("%s is found in %j, unless there is a reason", (rule, change, setting) => {
  expect(rulesFound(change)).toEqual([rule]);
  expect(rulesFound(change, { [setting]: "  " })).toEqual([rule]);
  expect(rulesFound(change, { [setting]: "A reason" })).toEqual([]);
  const another = weaker.map(([, , each]) => each).find((each) => each !== setting)!;
  expect(rulesFound(change, { [another]: "Of something else" })).toEqual([rule]);
});

test("every rule is found by one of these", () => {
  const found = new Set(weaker.map(([rule]) => rule));
  expect(baselineRules.map(({ id }) => id)).toEqual([...found]);
});

test("what a self-hosted server lacks is not judged there; what it stores is", () => {
  expect(lackingIn("cloud")).toEqual([]);
  const lacks = lackingIn("self-hosted");
  expect(lacks.map(({ setting }) => setting)).toEqual([
    "peerApprovalEnabled",
    "networkTrafficLogsEnabled",
    "eventStreaming",
  ]);
  const nothing = { networkTrafficLogsEnabled: false, eventStreaming: false };
  expect(rulesFound(nothing, {}, "self-hosted")).toEqual([]);
  expect(rulesFound({ peerApprovalEnabled: false }, {}, "self-hosted")).toEqual(["peer-approval"]);
});
