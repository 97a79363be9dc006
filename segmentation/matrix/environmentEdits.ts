/** Edits of a matrix file's `environments`, each as small as it can be, so that comments stay. */
import { isMap, isScalar, isSeq } from "yaml";
import type { YAMLMap } from "yaml";
import type { EnvironmentDifference, Matrix } from "./model";
import { printPart, withoutDefaults } from "./print";
import { environments } from "../names";
import {
  appendToMap,
  appendToSequence,
  pairOf,
  removeFromMap,
  removeFromSequence,
  replaceValue,
} from "./yamlEdits";
import type { TextEdit } from "./yamlEdits";

type Fields = Record<string, unknown>;

/** The edits that turn one matrix's environments into another's. */
export function environmentEdits(
  source: string,
  root: YAMLMap,
  before: Matrix,
  after: Matrix,
): TextEdit[] {
  const was = withoutDefaults(before).environments ?? {};
  const is = withoutDefaults(after).environments;
  const pair = pairOf(root, "environments");
  if (is === undefined) return pair ? removeFromMap(source, root, "environments") : [];
  if (pair === undefined) return appendToMap(source, root, { environments: is }, printPart);
  if (!isMap(pair.value) || pair.value.flow) {
    return same(was, is) ? [] : replaceValue(source, root, "environments", is, printPart);
  }
  return mapEdits(source, pair.value, environments, was, is, differenceEdits);
}

/** Edits of one environment's value, of which both sides have something. */
function differenceEdits(
  source: string,
  map: YAMLMap,
  key: string,
  was: unknown,
  is: unknown,
): TextEdit[] {
  const own = pairOf(map, key)?.value;
  if (!isMap(own) || own.flow) return replaceValue(source, map, key, is, printPart);
  return mapEdits(source, own, parts, was as Fields, is as Fields, partEdits);
}

const parts: readonly (keyof EnvironmentDifference)[] = ["add", "remove", "narrow", "because"];

function partEdits(
  source: string,
  map: YAMLMap,
  key: string,
  was: unknown,
  is: unknown,
): TextEdit[] {
  const listed = Array.isArray(was) && Array.isArray(is) && isSeq(pairOf(map, key)?.value);
  const edits = listed ? listEdits(source, map, key, was, is) : undefined;
  if (edits !== undefined) return edits;
  if (typeof is === "object") return replaceValue(source, map, key, is, printPart);
  return [
    ...removeFromMap(source, map, key),
    ...appendToMap(source, map, { [key]: is }, printPart),
  ];
}

/** Items that go and items that come, where the others keep their order; undefined where they do not. */
function listEdits(
  source: string,
  map: YAMLMap,
  key: string,
  was: readonly unknown[],
  is: readonly unknown[],
): TextEdit[] | undefined {
  const stays = (item: unknown) => is.some((other) => same(item, other));
  const kept = was.filter(stays);
  const isAppended = kept.every((item, index) => same(item, is[index]));
  const list = pairOf(map, key)!.value;
  const isBlock = isSeq(list) && !list.flow && kept.length > 0;
  if (!isAppended || !isBlock || is.length > kept.length + 1) return undefined;
  return [
    ...was.flatMap((item, index) =>
      stays(item) ? [] : removeFromSequence(source, map, key, index),
    ),
    ...is.slice(kept.length).flatMap((item) => appendToSequence(source, map, key, item, printPart)),
  ];
}

type EditValue = (
  source: string,
  map: YAMLMap,
  key: string,
  was: unknown,
  is: unknown,
) => TextEdit[];

/** Edits of a map in lines: what comes is appended, what goes is removed, the rest is edited in place. */
function mapEdits(
  source: string,
  map: YAMLMap,
  keys: readonly string[],
  was: Fields,
  is: Fields,
  editValue: EditValue,
): TextEdit[] {
  const comes = keys.filter((key) => is[key] !== undefined && pairOf(map, key) === undefined);
  const appended = Object.fromEntries(comes.map((key) => [key, is[key]]));
  return [
    ...(comes.length > 0 ? appendToMap(source, map, appended, printPart) : []),
    ...keys.flatMap((key) => {
      const pair = pairOf(map, key);
      if (pair === undefined || same(was[key], is[key])) return [];
      if (is[key] === undefined) return removeFromMap(source, map, key);
      const isEmpty = was[key] === undefined || (isScalar(pair.value) && pair.value.value === null);
      if (isEmpty) return replaceValue(source, map, key, is[key], printPart);
      return editValue(source, map, key, was[key], is[key]);
    }),
  ];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
