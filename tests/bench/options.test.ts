import { parseOptions } from "../../bench/options";

const known = ["resources", "discovery"];

test("without arguments everything is measured, with and without latency, in two rounds", () => {
  expect(parseOptions([], known)).toEqual({
    names: known,
    options: { latencies: [0, 50], rounds: 2, json: false },
  });
});

test("sizes and latencies are lists, in ascending order", () => {
  const args = ["resources", "--sizes", "1000,100", "--latency", "50,0", "--rounds", "3", "--json"];
  expect(parseOptions(args, known)).toEqual({
    names: ["resources"],
    options: { sizes: [100, 1000], latencies: [0, 50], rounds: 3, json: true },
  });
});

test.each([
  [["unknown"], 'There is no benchmark "unknown"; there is resources, discovery.'],
  [["--rounds", "3,1"], '--rounds takes one whole number from 1, got "3,1".'],
  [["--rounds", "0"], '--rounds takes one whole number from 1, got "0".'],
  [["--sizes", "ten"], '--sizes takes whole numbers from 1 with commas between, got "ten".'],
  [["--latency", "0.5"], '--latency takes whole numbers from 0 with commas between, got "0.5".'],
])("%j is refused", (args, message) => {
  expect(() => parseOptions(args, known)).toThrow(new Error(message));
});

test("reading the command line leaves the process's signals alone", () => {
  const handlers = () => ["SIGINT", "SIGTERM"].map((signal) => process.listenerCount(signal));
  const before = handlers();
  parseOptions([], known);
  expect(handlers()).toEqual(before);
});
