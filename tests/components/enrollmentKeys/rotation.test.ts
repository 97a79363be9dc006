import {
  abandonRotation,
  clearRotation,
  finishRotation,
  isRotationOpen,
  rotationOf,
  setupKeysConfigurationSchema,
  startRotation,
} from "../../../index";
import type { SetupKeysConfiguration } from "../../../index";
import {
  readSetupKeysConfiguration,
  setupKeysKey,
} from "../../../components/enrollmentKeys/rotation";

const start = { because: "Ana has left", by: "Bo", now: new Date("2026-06-01T12:00:00Z") };

const steps = (configuration: SetupKeysConfiguration, purpose?: string) => {
  const started = startRotation(configuration, purpose, start);
  const finished = finishRotation(started, purpose);
  return { started, finished, cleared: clearRotation(finished, purpose) };
};

test("the four steps of the guide, for all keys", () => {
  const { started, finished, cleared } = steps({});
  const said = { because: "Ana has left", by: "Bo", since: "2026-06-01T12:00:00.000Z" };
  expect(started).toEqual({ generation: 2, previous: "valid", ...said });
  expect(finished).toEqual({ generation: 2, previous: "revoked", ...said });
  expect(cleared).toEqual({ generation: 2, previous: "removed", ...said });
  expect(startRotation(cleared, undefined, start).generation).toBe(3);
});

test("for one purpose, the others stay as they are", () => {
  const { finished } = steps({ generation: 4, previous: "removed" }, "servers");
  expect(rotationOf(finished, "servers")).toMatchObject({ generation: 5, previous: "revoked" });
  expect(rotationOf(finished, "ci")).toEqual({ generation: 4, previous: "removed" });
});

test("for all keys, those with a rotation of their own too", () => {
  const { cleared } = steps({}, "servers");
  const all = startRotation(cleared, undefined, start);
  expect(rotationOf(all, "servers").generation).toBe(3);
  expect(rotationOf(all, "ci").generation).toBe(2);
});

test("one that is given up leaves the old key, and its number to the next", () => {
  const { started } = steps({}, "servers");
  const given = abandonRotation(started, "servers");
  expect(rotationOf(given, "servers")).toEqual({ generation: 1, previous: "removed" });
  expect(rotationOf(startRotation(given, "servers", start), "servers").generation).toBe(2);
});

test("a step out of turn is refused, and says what to do", () => {
  const { started, finished } = steps({}, "servers");
  expect(() => startRotation(started, "servers", start)).toThrow(
    'The rotation of "servers" to generation 2 is not finished: the old key is still valid. Finish it or abandon it first.',
  );
  expect(() => clearRotation(started, "servers")).toThrow("Finish the rotation first.");
  expect(() => abandonRotation(finished, "servers")).toThrow("Start a rotation");
  expect(() => finishRotation({}, "servers")).toThrow('no old key: "servers" was never rotated');
  expect(() => clearRotation({}, undefined)).toThrow("all keys was never rotated");
});

test("what the steps write is what the component reads", () => {
  for (const purpose of [undefined, "servers"]) {
    for (const configuration of Object.values(steps({}, purpose))) {
      const read = setupKeysConfigurationSchema.parse(JSON.parse(JSON.stringify(configuration)));
      expect(rotationOf(read, "servers")).toEqual(rotationOf(configuration, "servers"));
    }
  }
  expect(isRotationOpen({ generation: 1 })).toBe(false);
  expect(isRotationOpen({ generation: 2 })).toBe(true);
});

test("what the stack configuration holds is read, or told with its place", () => {
  const read = (value: unknown) => readSetupKeysConfiguration("joining", value);
  expect(setupKeysKey("joining")).toBe("setupKeys:joining");
  expect(read(undefined).configuration).toMatchObject({ generation: 1, purposes: {} });
  expect(read({ generation: 2 }).configuration).toMatchObject({ generation: 2, previous: "valid" });
  expect(read({ generation: 0, purposes: { servers: { generation: "two" } } }).problems).toEqual([
    expect.stringMatching(/^setupKeys:joining\.generation: Too small.*\. It is written like/),
    expect.stringMatching(/^setupKeys:joining\.purposes\.servers\.generation: Invalid input/),
  ]);
});
