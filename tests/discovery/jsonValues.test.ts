import fc from "fast-check";
import { jsonValues } from "../../discovery/jsonValues";
import type { PlacedValue } from "../../discovery/jsonValues";

/** The text in chunks of a length. */
function* chunks(text: string, length: number): Generator<string> {
  for (let start = 0; start < text.length; start += length) yield text.slice(start, start + length);
}

async function read(text: string, length = 7): Promise<PlacedValue[]> {
  const found: PlacedValue[] = [];
  for await (const placed of jsonValues(chunks(text, length))) found.push(placed);
  return found;
}

const values = (placed: PlacedValue[]) =>
  placed.flatMap((one) => ("value" in one ? [one.value] : []));
const problemLines = (placed: PlacedValue[]) =>
  placed.flatMap((one) => ("problem" in one ? [one.line] : []));

test.each([
  ["one per line", '{"a":1}\n{"a":2}\r\n\n{"a":3}'],
  ["one after the other, as Firehose delivers them", '{"a":1}{"a":2} {"a":3}'],
  ["over several lines", '{\n  "a": 1\n}\n{\n  "a":\n  2\n}\n{"a":3}\n'],
  ["as items of a list", '[{"a":1},\n{"a":2},{"a":3}]\n'],
  ["after a byte order mark", '\uFEFF{"a":1}\n{"a":2}\n{"a":3}'],
])("values %s", async (_, text) => {
  const found = await read(text);
  expect(found.filter((one) => "problem" in one)).toEqual([]);
  expect(values(found)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test("arbitrary objects are read as they were, wherever the chunks end", async () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(
      fc.array(object),
      fc.constantFrom("", "\n", ",\n"),
      fc.boolean(),
      fc.integer({ min: 1, max: 50 }),
      async (objects, between, indented, length) => {
        const text = objects
          .map((one) => JSON.stringify(one, null, indented ? 2 : 0))
          .join(between);
        expect(values(await read(text, length))).toEqual(
          objects.map((one) => JSON.parse(JSON.stringify(one)) as unknown),
        );
      },
    ),
  );
});

test("broken values are told with their line, and the others are read", async () => {
  const text = [
    '{"a":1}',
    "timestamp,host,message",
    '{"a": "no end}',
    '{"a":2}',
    '{"a": {"b": 3}',
    '{"a":4}',
    '{"a": tru}',
    '{"a":5}',
    '{"a":',
  ].join("\n");
  const found = await read(text);
  expect(values(found)).toEqual([{ a: 1 }, { a: 2 }, { a: 4 }, { a: 5 }]);
  expect(problemLines(found)).toEqual([2, 3, 5, 7, 9]);
});
