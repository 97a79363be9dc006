import {
  phaseNotices,
  replacementArgumentProblems,
} from "../../components/defaultPolicyReplacement/problems";

const all = [{ id: "all", name: "All" }];
const policy = (name: string, enabled: boolean, description = "") => ({
  id: name,
  name,
  description,
  enabled,
  rules: [
    {
      enabled,
      action: "accept",
      bidirectional: true,
      protocol: "all",
      sources: all,
      destinations: all,
    },
  ],
});
const policies = [
  policy("Default", true),
  policy("old", false),
  policy("window", true, "Look (owner: Ops; temporary; until 2099-01-01T00:00:00Z)"),
];
const notices = (phase: "enrolling" | "disabled" | "deleted") =>
  phaseNotices(phase, policies, new Date("2026-12-01T00:00:00Z"));

test("while enrolling the preview says what the table of rules says of Default", () => {
  expect(notices("enrolling")).toEqual([
    "Default lets every peer reach every other. Replace it with specific policies, test them, then delete it.",
  ]);
});

test("later it names what is about to be disabled or deleted, and nothing that is done", () => {
  expect(notices("disabled")).toEqual([
    expect.stringMatching(/^"Default" .* makes it disabled\.$/),
  ]);
  expect(notices("deleted")).toEqual([
    expect.stringMatching(/^"Default" .* makes it deleted\.$/),
    expect.stringMatching(/^"old" .* makes it deleted\.$/),
  ]);
  expect(phaseNotices("disabled", [policy("Default", false)], new Date())).toEqual([]);
});

test("while enrolling nothing may take over yet, and later something must", () => {
  const args = (phase: "enrolling" | "disabled") => ({ phase, replacements: { prod: [] } });
  expect(replacementArgumentProblems(args("enrolling"))).toEqual([]);
  expect(replacementArgumentProblems(args("disabled"))).toEqual([
    expect.stringMatching(/^replacements\.prod names nothing/),
  ]);
});

test("every problem of the arguments is told at once", () => {
  const args = {
    phase: "gone",
    onDelete: "maybe",
    replacements: { test: ["a policy"], dev: [], stage: { noneBecause: " " }, prod: ["one"] },
  };
  expect(replacementArgumentProblems(args as never)).toEqual([
    'phase must be enrolling, disabled, deleted, got "gone".',
    'onDelete must be restore or leave, got "maybe".',
    '"test" is not an environment: use dev, stage, prod.',
    expect.stringMatching(/^replacements\.dev names nothing/),
    expect.stringMatching(/^replacements\.stage names nothing/),
  ]);
});
