import {
  emergencyActivation,
  emergencyKey,
  emergencyOff,
  emergencyOn,
  emergencyRehearse,
  emergencyStatus,
  readEmergencyConfiguration,
} from "../../../index";

const activation = { until: "2026-12-01T18:00:00Z", reason: "Orders is down", by: "Ada" };
const rehearse = { requested: "2026-11-01T09:00:00Z", by: "Bob" };
const problems = (value: unknown) => readEmergencyConfiguration("prod-access", value).problems;

test("the configuration is read as it is written", () => {
  const on = emergencyOn(emergencyRehearse({}, rehearse), activation);
  expect(on).toEqual({ ...activation, rehearse });
  const { configuration } = readEmergencyConfiguration("prod-access", on);
  expect(configuration).toEqual(on);
  expect(emergencyActivation(configuration!)).toEqual(activation);
  expect(emergencyOff(on)).toEqual({ rehearse });
  expect(emergencyOff(activation)).toEqual({});
  expect(emergencyKey("prod-access")).toBe("emergency:prod-access");
});

test("nothing at all means that it is off", () => {
  const { configuration } = readEmergencyConfiguration("prod-access", undefined);
  expect(configuration).toEqual({});
  expect(emergencyActivation({})).toBeUndefined();
});

test.each([
  ["off", {}, "2026-12-01T12:00:00Z"],
  ["on", activation, "2026-12-01T12:00:00Z"],
  ["expired", activation, "2026-12-01T18:00:01Z"],
  ["off", { rehearse }, "2026-12-01T12:00:00Z"],
])("is %s: %j at %s", (status, configuration, now) => {
  expect(emergencyStatus(configuration, new Date(now))).toBe(status);
});

test("who enables it says until when, why, and who", () => {
  expect(problems({ until: activation.until })).toEqual([
    "emergency:prod-access.reason is missing: whoever enables it says until when, why, and who.",
    "emergency:prod-access.by is missing: whoever enables it says until when, why, and who.",
  ]);
  expect(problems({ ...activation, reason: " " })).toEqual([
    "emergency:prod-access.reason must say what has happened.",
  ]);
  expect(problems({ ...activation, until: "2026-12-01" })).toEqual([
    "emergency:prod-access.until must be date, time and time zone, as in 2026-12-01T18:00:00Z.",
  ]);
});

test("anything else is refused", () => {
  expect(problems({ enabled: true })).toEqual([
    'emergency:prod-access: Unrecognized key: "enabled".',
  ]);
  expect(problems("on")).toEqual([
    'emergency:prod-access is not an object: write { "until": "2026-12-01T18:00:00Z", "reason": "…", "by": "…" }.',
  ]);
  expect(problems({ rehearse: {} })).toHaveLength(2);
});
