import fc from "fast-check";
import { referenceIn, referenceText } from "../../segmentation/referenceText";

test.each([
  [{ name: "peer-devops-prod", id: "d3k0" }, "peer-devops-prod (d3k0)"],
  [{ name: "peer-devops-prod" }, "peer-devops-prod"],
  [{ id: "d3k0" }, "(d3k0)"],
  [{ name: "Ops (EU)", id: "d3k0" }, "Ops (EU) (d3k0)"],
  [{ name: "Ops (EU)" }, "Ops (EU) ()"],
  [{ name: "two\nlines", id: "d3k0" }, "two\nlines (d3k0)"],
])("%j is %j", (reference, text) => {
  expect(referenceText(reference)).toBe(text);
  expect(referenceIn(text)).toEqual(reference);
});

test("a text stands for exactly the reference that it was made of", () => {
  const name = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[a( )]{1,8}$/));
  const id = fc.stringMatching(/^[0-9a-v]{20}$/);
  const references = fc.oneof(fc.record({ name }), fc.record({ id }), fc.record({ name, id }));
  fc.assert(
    fc.property(references, (reference) => {
      expect(referenceIn(referenceText(reference))).toEqual(reference);
    }),
  );
});
