import { shortList } from "../../../provider/lifecycle/shortList";
import { failure, useTestAccount } from "../account";

const account = useTestAccount();

test("what is short is shown as it is, and more than ten are counted as more", () => {
  expect(shortList(["peer-a", '"ä 🚀" (id)'], "; ")).toBe('peer-a; "ä 🚀" (id)');
  const numbers = Array.from({ length: 12 }, (_, index) => String(index));
  expect(shortList(numbers)).toBe("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …");
});

test("a long text loses its middle, never half a character, and keeps the id at its end", () => {
  const text = shortList([`"${"🚀".repeat(5000)}" (${"i".repeat(60)})`]);
  expect([...text]).toHaveLength(161);
  expect(text).toMatch(/^"🚀{79}…🚀+" \(i{60}\)$/u);
});

test.each([
  ["\n", "\\n"],
  ["\r\n", "\\r\\n"],
  ["\u0000", "\\u0000"],
  ["\u001b[31m", "\\u001b[31m"],
  ["\u007f", "\\u007f"],
  ["\u0085", "\\u0085"],
  ["\u2028", "\\u2028"],
])("%j is shown escaped", (text, expected) => {
  expect(shortList([`a${text}b`])).toBe(`a${expected}b`);
});

test("candidates of a look-up are one line, whatever they are called on the server", async () => {
  const { id } = await account.api("POST", "/groups", { name: `x\n${"y".repeat(9000)}` });
  const { Group } = account.provider();
  for (const lookup of [{ id: "none" }, { name: "peer-none" }]) {
    const message = await failure(Group.read("x", { lookup }));
    expect(message).toContain("x\\nyyy");
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(600);
  }
  expect(await failure(Group.read("x", { lookup: { id: "none" } }))).toContain(`y" (${id})`);
});
