// Types as a reader wants them: without inputs and outputs, with the allowed values spelt out.
import ts from "typescript";

/** A type in a few words, and the declared types that it leaves to be explained, by name. */
export function typeOf(node, sources) {
  const named = new Map();
  return { text: textOf(node, sources, named), named };
}

function textOf(node, sources, named) {
  const text = (inner) => textOf(inner, sources, named);
  if (ts.isParenthesizedTypeNode(node)) return text(node.type);
  if (ts.isArrayTypeNode(node)) {
    const element = text(node.elementType);
    return element.includes(" | ") ? `(${element})[]` : `${element}[]`;
  }
  if (ts.isUnionTypeNode(node)) {
    return node.types
      .map(text)
      .filter((one) => one !== "undefined")
      .join(" | ");
  }
  if (ts.isTypeLiteralNode(node)) return "object";
  if (!ts.isTypeReferenceNode(node)) return node.getText();
  const name = node.typeName.getText();
  if (name === "pulumi.Input" || name === "pulumi.Output") return text(node.typeArguments[0]);
  const declaration = sources.find(name, node);
  const values = valuesOf(declaration, sources);
  if (values !== undefined) return values.map((value) => `"${value}"`).join(" | ");
  if (node.typeArguments !== undefined) {
    return `${name}<${node.typeArguments.map(text).join(", ")}>`;
  }
  if (declaration !== undefined) named.set(name, declaration);
  return name;
}

/** The texts that a type allows, when it is nothing but a choice among texts. */
function valuesOf(declaration, { find }) {
  if (declaration === undefined || !ts.isTypeAliasDeclaration(declaration)) return undefined;
  const { type } = declaration;
  if (ts.isUnionTypeNode(type) && type.types.every(isText)) {
    return type.types.map(({ literal }) => literal.text);
  }
  // (typeof values)[number]
  if (!ts.isIndexedAccessTypeNode(type)) return undefined;
  const query = ts.isParenthesizedTypeNode(type.objectType) ? type.objectType.type : undefined;
  if (query === undefined || !ts.isTypeQueryNode(query)) return undefined;
  const list = find(query.exprName.getText(), declaration)?.initializer?.expression;
  return list?.elements.map(({ text }) => text);
}

function isText(node) {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal);
}

/** The object types that are written out in a type, with where they are in it: `[]`. */
export function literalsIn(node) {
  if (ts.isTypeLiteralNode(node)) return [{ place: "", node }];
  if (ts.isArrayTypeNode(node)) {
    return literalsIn(node.elementType).map((one) => ({ ...one, place: `[]${one.place}` }));
  }
  if (ts.isParenthesizedTypeNode(node)) return literalsIn(node.type);
  if (ts.isUnionTypeNode(node)) return node.types.flatMap(literalsIn);
  const isInput = ts.isTypeReferenceNode(node) && node.typeName.getText() === "pulumi.Input";
  return isInput ? literalsIn(node.typeArguments[0]) : [];
}
